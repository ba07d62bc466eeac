import { numberToHex } from 'viem'
import type { Random } from '../../createRandom.ts'
import type { VersionSteps } from '../createVersionSteps.ts'
import type { World } from '../createWorld.ts'
import { keepers, type Move, type Past, traders } from './past.ts'

/** Owners add versions, whose key shares and keys others then act on. */
export function createVersionMoves(
  random: Random,
  parts: { versions: VersionSteps; world: World; past: Past },
): Move[] {
  const { versions, world, past } = parts
  return [[1, () => addOne()]]

  /** Mostly by the owner, and mostly the next. */
  async function addOne() {
    const listing = random.pick(past.listings)
    const count = world.model.assets.versionsOf(listing.id).length
    const by =
      random.integer(8) > 0 ? world.ownerOf(listing.id) : random.pick(traders)
    const { refusal, shares, key } = await versions.add(by, listing, {
      number: random.integer(8) > 0 ? count + 1 : count + random.integer(3),
      metadata: numberToHex(1 + random.integer(1_000_000), { size: 32 }),
      keepers: random.shuffle(keepers),
      isKeyBad: random.integer(2) === 0,
    })
    if (refusal !== undefined) return refusal
    listing.shares.push(...shares)
    past.keys.push(key)
    return undefined
  }
}
