import { numberToHex } from 'viem'
import type { Random } from '../../createRandom.ts'
import type { ContributionSteps } from '../createContributionSteps.ts'
import { indexOf, type World } from '../createWorld.ts'
import { type Move, type Past, traders } from './past.ts'

/** What owners say of who made their assets, and who agrees. */
export function createContributionMoves(
  random: Random,
  parts: { contributionSteps: ContributionSteps; world: World; past: Past },
): Move[] {
  const { contributionSteps, world, past } = parts
  const { ids } = world.model.ids
  const word = (below: number) =>
    numberToHex(1 + random.integer(below), { size: 32 })

  return [
    [2, () => attestOne()],
    [2, () => (past.said.length > 0 ? acceptOne() : undefined)],
  ]

  async function attestOne() {
    const { id: asset } = random.pick(past.listings)
    const said = {
      ...{ asset, version: random.integer(8) > 0 ? 1 : random.integer(4) },
      contributor: 1 + random.integer(ids.length + 1),
      ...{ role: word(2), evidence: word(2) },
    }
    const by =
      random.integer(6) > 0 ? world.ownerOf(asset) : random.pick(traders)
    await contributionSteps.attest(by, said)
    past.said.push(said)
    return undefined
  }

  function acceptOne() {
    const said = random.pick(past.said.slice(-4))
    const owner = ids[said.contributor - 1]?.owner
    const by =
      owner !== undefined && random.integer(5) > 0
        ? indexOf(owner)
        : random.pick(traders)
    return contributionSteps.accept(by, said)
  }
}
