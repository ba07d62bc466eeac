import type { Random } from '../../createRandom.ts'
import type { Trading } from '../createTrading.ts'
import type { World } from '../createWorld.ts'
import { type Move, type Past, traders } from './past.ts'
import { whoHas } from './whoHas.ts'

const hour = 3_600

/** Orders for shares and ownership, and what becomes of them. */
export function createTradeMoves(
  random: Random,
  parts: { trading: Trading; world: World; past: Past },
): Move[] {
  const { trading, world, past } = parts
  return [
    [6, () => signOne()],
    [8, () => (past.orders.length > 0 ? fillOne() : undefined)],
    [1, () => (past.orders.length > 0 ? cancelOne() : undefined)],
  ]

  async function signOne() {
    const { id: assetId } = random.pick(past.listings)
    const isOwnership = random.integer(3) === 0
    const side = random.pick(['sell', 'bid'] as const)
    // Mostly by who can keep the promise.
    const maker =
      side === 'sell' && random.integer(4) > 0
        ? whoHas(random, world, { asset: assetId, isOwnership })
        : random.pick(traders)
    const soon = Math.floor(world.clock.now() / 1_000)
    past.orders.push(
      await trading.sign(maker, {
        ...{ side, assetId, item: isOwnership ? 'ownership' : 'shares' },
        priceEachWei: 1n + random.bigint(10n ** BigInt(random.integer(19))),
        amount: isOwnership ? 1 : 1 + random.integer(400),
        expiry: soon + hour * random.pick([0.25, 4, 24, 24 * 30, 24 * 200]),
        // Few, so that some are shared.
        nonce: BigInt(random.integer(24)),
      }),
    )
    return undefined
  }

  function fillOne() {
    // Mostly new ones: old ones are over.
    const signed = random.pick(
      random.integer(5) > 0 ? past.orders.slice(-6) : past.orders,
    )
    const { item, side, assetId, amount } = signed.order
    const isOwnership = item === 'ownership'
    const taker =
      side === 'bid' && random.integer(4) > 0
        ? whoHas(random, world, { asset: assetId, isOwnership })
        : random.pick(traders)
    return trading.fill(signed, {
      ...{
        taker,
        amount: isOwnership ? 1 : random.integer(amount + 2),
      },
    })
  }

  function cancelOne() {
    const { maker, order } = random.pick(past.orders.slice(-6))
    return random.integer(4) === 0
      ? trading.cancelAll(maker)
      : trading.cancel(maker, [order.nonce])
  }
}
