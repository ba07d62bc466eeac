import type { Random } from '../../createRandom.ts'
import { type Listing, type Market, offerOf } from '../createMarket.ts'
import { addressOf, nameOf, type World } from '../createWorld.ts'
import { divideShares, randomPrice } from '../publishLineage.ts'
import { anyone, keepers, type Move, type Past, traders } from './past.ts'

const maxListings = 12

/** Publishes with all that may be wrong with it; most of it is right. */
export async function publishOne(
  random: Random,
  { market, world, past }: { market: Market; world: World; past: Past },
): Promise<string | undefined> {
  const { bondWei } = world.model.terms
  const parents = random
    .shuffle(past.listings)
    .slice(0, random.integer(Math.min(3, past.listings.length + 1)))
  const { listing, refusal } = await market.tryPublish({
    ...{ publisher: random.pick(traders), royalty: 100 + random.integer(900) },
    prices: [randomPrice(random), randomPrice(random), randomPrice(random)],
    ...{ isKeyBad: random.integer(2) === 0, parents },
    contributors: divideShares(random),
    keepers: random.shuffle(keepers),
    bondWei: random.integer(8) > 0 ? bondWei + random.bigint(2n) : bondWei - 1n,
  })
  if (refusal === undefined) past.listings.push(listing)
  return refusal
}

/** Sales, payments with and without a window, and what becomes of the money. */
export function createMarketMoves(
  random: Random,
  parts: { market: Market; world: World; past: Past },
): Move[] {
  const { market, world, past } = parts
  const someone = () => random.pick(traders)
  const some = (): Listing => random.pick(past.listings)
  const hold = () => past.holds.length > 0 && random.pick(past.holds.slice(-8))

  return [
    [
      2,
      () =>
        past.listings.length < maxListings
          ? publishOne(random, parts)
          : undefined,
    ],
    [6, () => market.buy(someone(), some(), random.pick([0, 1, 1]))],
    [2, () => buyForAnother()],
    [1, () => market.buyAgain(someone(), some())],
    [5, () => buyHeld()],
    [
      4,
      async () => {
        const one = hold()
        return one ? market.release(anyone, one) : undefined
      },
    ],
    [
      4,
      async () => {
        const one = hold()
        return one ? market.refund(anyone, one) : undefined
      },
    ],
    [1, () => proveFault()],
    [
      3,
      () =>
        market.pay(
          someone(),
          some(),
          random.integer(8) === 0 ? 0n : randomPrice(random),
        ),
    ],
    [3, () => market.distribute(someone(), some())],
    [4, () => moveShares()],
    [
      3,
      () =>
        market.claim(
          anyone,
          someone(),
          random.shuffle(past.listings).slice(0, 1 + random.integer(5)),
        ),
    ],
    [1, () => market.claimTreasury(anyone)],
    [2, () => market.releaseRoyalties(anyone, some())],
  ]

  function buyForAnother() {
    const listing = some()
    const price = listing.prices[1]
    return market.buyOffer({
      ...{ payer: someone(), offer: offerOf(listing, 1) },
      beneficiary: addressOf(someone()),
      maxPriceWei: random.integer(4) === 0 ? price - 1n : price,
    })
  }

  async function buyHeld() {
    const found = await market.buyHeld(someone(), some())
    if (found) past.holds.push(found)
    return undefined
  }

  function proveFault() {
    const key = random.pick([some(), ...past.keys.slice(-2)])
    return key.fault ? market.proveFault(someone(), key) : undefined
  }

  function moveShares() {
    const listing = some()
    const from = someone()
    const owned = world.model.money.sharesOf(nameOf(from), listing.id)
    const shares =
      random.bigint(owned + 1n) + (random.integer(8) === 0 ? 9n : 0n)
    return market.transferShares({ listing, from, to: someone(), shares })
  }
}
