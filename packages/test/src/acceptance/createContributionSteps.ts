import { addresses } from '@sahara/protocol'
import { contributionsAbi } from '@sahara/protocol/abis'
import { encodeAbiParameters, type Hex, keccak256 } from 'viem'
import type { ModelContribution } from '../referenceModel/createContributionModel.ts'
import type { Outcome } from './createMarket.ts'
import { nameOf, type World } from './createWorld.ts'

/** Contributions, done twice: by the contract and by the model. */
export type ContributionSteps = {
  attest: (from: number, said: ModelContribution) => Outcome
  accept: (from: number, said: ModelContribution) => Outcome
}

const word = { type: 'bytes32' } as const

/** As the contract names what was said. */
export const contributionIdOf = (said: ModelContribution): Hex =>
  keccak256(
    encodeAbiParameters(
      [word, { type: 'uint32' }, { type: 'uint256' }, word, word],
      [
        ...([said.asset as Hex, said.version] as const),
        ...([BigInt(said.contributor), said.role as Hex] as const),
        said.evidence as Hex,
      ],
    ),
  )

export function createContributionSteps({
  replay,
  model: { contributions },
}: World): ContributionSteps {
  const inContributions = { to: addresses.contributions, abi: contributionsAbi }
  return {
    attest: (from, said) =>
      replay.step({
        ...{ from, ...inContributions, functionName: 'attestContribution' },
        args: [
          ...[BigInt(said.asset), said.version, BigInt(said.contributor)],
          ...[said.role, said.evidence],
        ],
        model: (now) => contributions.attest(nameOf(from), said, now),
      }),
    accept: (from, said) =>
      replay.step({
        ...{ from, ...inContributions, functionName: 'acceptContribution' },
        args: [contributionIdOf(said)],
        model: (now) => contributions.accept(nameOf(from), said, now),
      }),
  }
}
