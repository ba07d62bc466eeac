import type { Random } from '../createRandom.ts'
import type { Listing, Market } from './createMarket.ts'
import { traders } from './moves/past.ts'

const layers = 5
const assetsPerLayer = 3

/** A lineage of 15 assets in 5 layers, with parents at random. */
export async function publishLineage(
  market: Market,
  random: Random,
): Promise<Listing[]> {
  const listings: Listing[] = []
  for (let layer = 0; layer < layers; layer++) {
    const above = listings.slice(-assetsPerLayer)
    const older = listings.slice(0, -assetsPerLayer)
    for (let index = 0; index < assetsPerLayer; index++)
      listings.push(
        await market.publish({
          publisher: random.pick(traders),
          royalty: 100 + random.integer(400),
          prices: [
            randomPrice(random),
            randomPrice(random),
            randomPrice(random),
          ],
          isKeyBad: random.integer(2) === 0,
          parents: layer === 0 ? [] : choose(layer, above, older),
          contributors: divideShares(random),
        }),
      )
  }
  await market.settle()
  return listings

  /** One of the layer above, and others while room for the layers below is left. */
  function choose(
    layer: number,
    above: Listing[],
    older: Listing[],
  ): Listing[] {
    const limit = 7_000 - 500 * (layers - 1 - layer)
    const chosen = [random.pick(above)]
    for (const candidate of random.shuffle([...above, ...older]).slice(0, 3)) {
      if (chosen.includes(candidate)) continue
      if (totalRate([...chosen, candidate]) <= limit) chosen.push(candidate)
    }
    return chosen
  }

  function totalRate(parents: Listing[]): number {
    return parents.reduce(
      (sum, { id, royalty }) =>
        market.model
          .royaltiesOf(id)
          .reduce((inner, { rate }) => inner + rate, sum + royalty),
      0,
    )
  }
}

/** From single wei up to SAHARA, so that every rounding is met. */
export function randomPrice(random: Random): bigint {
  return 1n + random.bigint(10n ** BigInt(1 + random.integer(19)))
}

/** Among some of the traders. */
export function divideShares(
  random: Random,
): { account: number; shares: number }[] {
  const holders = random.shuffle(traders).slice(0, 1 + random.integer(4))
  let left = 10_000
  return holders.map((account, index) => {
    const last = index === holders.length - 1
    const shares = last ? left : 1 + random.integer(left - holders.length)
    left -= shares
    return { account, shares }
  })
}
