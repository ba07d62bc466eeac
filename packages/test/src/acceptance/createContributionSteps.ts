import { addresses } from '@sahara/protocol'
import { contributionsAbi } from '@sahara/protocol/abis'
import { encodeAbiParameters, type Hex, keccak256 } from 'viem'
import type { ModelContribution } from '../referenceModel/createContributionModel.ts'
import { callsOf } from './callsOf.ts'
import { nameOf, type World } from './createWorld.ts'

const word = { type: 'bytes32' } as const

/** As the contract names what was said. */
export const contributionIdOf = (said: ModelContribution): Hex =>
  keccak256(
    encodeAbiParameters(
      [word, { type: 'uint32' }, { type: 'uint256' }, word, word],
      [
        said.asset as Hex,
        said.version,
        BigInt(said.contributor),
        said.role as Hex,
        said.evidence as Hex,
      ],
    ),
  )

export type ContributionSteps = ReturnType<typeof createContributionSteps>

/** Contributions, done twice: by the contract and by the model. */
export function createContributionSteps({
  replay,
  model: { contributions },
}: World) {
  const call = callsOf(replay.step, addresses.contributions, contributionsAbi)
  return {
    attest: (from: number, said: ModelContribution) =>
      call(
        from,
        'attestContribution',
        [
          BigInt(said.asset),
          said.version,
          BigInt(said.contributor),
          said.role,
          said.evidence,
        ],
        (now) => contributions.attest(nameOf(from), said, now),
      ),
    accept: (from: number, said: ModelContribution) =>
      call(from, 'acceptContribution', [contributionIdOf(said)], (now) =>
        contributions.accept(nameOf(from), said, now),
      ),
  }
}
