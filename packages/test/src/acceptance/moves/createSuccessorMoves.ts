import type { Random } from '../../createRandom.ts'
import type { KeeperSteps } from '../createKeeperSteps.ts'
import { nameOf, type World } from '../createWorld.ts'
import { anyone, keepers, type Move } from './past.ts'

/** Keepers say who holds their key shares after them. */
export function createSuccessorMoves(
  random: Random,
  parts: { keeperSteps: KeeperSteps; world: World },
): Move[] {
  const { keeperSteps, world } = parts
  const keeper = () => (random.integer(8) > 0 ? random.pick(keepers) : anyone)
  return [
    [4, () => nameOne(keeper())],
    [1, () => keeperSteps.nameSuccessor(keeper(), undefined)],
  ]

  /** Mostly another that is listed. */
  function nameOne(by: number) {
    const { isListed } = world.model.keepers
    const others = keepers.filter((one) => one !== by && isListed(nameOf(one)))
    const isRight = others.length > 0 && random.integer(6) > 0
    const successor = random.pick(isRight ? others : [...keepers, anyone])
    return keeperSteps.nameSuccessor(by, successor)
  }
}
