import type { Random } from '../../createRandom.ts'
import { nameOf, type World } from '../createWorld.ts'
import { traders } from './past.ts'

/** Some trader who could sell the asset, or shares of it. */
export function whoHas(
  random: Random,
  world: World,
  { asset, isOwnership }: { asset: string; isOwnership: boolean },
): number {
  if (isOwnership) return world.ownerOf(asset)
  const { sharesOf } = world.model.money
  return random.pick(traders.filter((one) => sharesOf(nameOf(one), asset) > 0n))
}
