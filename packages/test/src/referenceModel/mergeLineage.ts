/** One ancestor and what it gets of each payment to the descendant. */
export type Royalty = {
  ancestor: string
  /** Basis points of 10,000. */
  rate: number
}

export type Parent = { asset: string; rate: number }

const maxEntries = 64
const maxTotalRate = 7_000

/**
 * The royalties of a derivative: all that its parents owe, unchanged, plus the
 * parents themselves with the rates their licences fixed. Who is reached on
 * two ways gets both rates.
 */
export function mergeLineage(
  parents: Parent[],
  royaltiesOf: (asset: string) => Royalty[],
): Royalty[] {
  const rates = new Map<string, number>()
  const add = (ancestor: string, rate: number): void => {
    rates.set(ancestor, (rates.get(ancestor) ?? 0) + rate)
  }
  for (const { asset, rate } of parents) {
    add(asset, rate)
    for (const royalty of royaltiesOf(asset))
      add(royalty.ancestor, royalty.rate)
  }
  const royalties = [...rates].map(([ancestor, rate]) => ({ ancestor, rate }))
  const total = royalties.reduce((sum, { rate }) => sum + rate, 0)
  if (royalties.length > maxEntries || total > maxTotalRate)
    throw new RangeError('the lineage exceeds its cap')
  return royalties
}
