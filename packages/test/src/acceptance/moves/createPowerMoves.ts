import type { Random } from '../../createRandom.ts'
import type { PowerSteps } from '../createPowerSteps.ts'
import type { World } from '../createWorld.ts'
import { setParameter } from '../setParameter.ts'
import type { Move, Past } from './past.ts'

/** Decisions of the DAO and of its guardian in the middle of all else. */
export function createPowerMoves(
  random: Random,
  parts: { powers: PowerSteps; world: World; past: Past },
): Move[] {
  const { powers, world, past } = parts
  const { feeWei } = world.model.terms
  const some = () => random.pick(past.listings.slice(0, 4))
  return [
    [3, () => change('fee', BigInt(random.integer(1_001)))],
    [1, () => change('exchangeFee', BigInt(random.integer(501)))],
    [1, () => change('resaleRoyalty', BigInt(random.integer(1_001)))],
    [1, () => change('feeWei', random.pick([0n, feeWei, feeWei * 3n]))],
    [2, () => powers.suspend(some())],
    [4, () => powers.resume(some())],
    [2, () => powers.pause()],
    [5, () => powers.unpause()],
  ]

  async function change(...[term, value]: [Term, bigint]) {
    await setParameter(world, term, value)
    return undefined
  }
}

type Term = Parameters<typeof setParameter>[1]
