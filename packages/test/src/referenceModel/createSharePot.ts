/** What the holders of one asset's 10,000 shares are owed. */
export type SharePot = {
  credit: (amountWei: bigint) => void
  sharesOf: (account: string) => bigint
  move: (from: string, to: string, shares: bigint) => void
  claimableOf: (account: string) => bigint
  /** Pays what is claimable. */
  claim: (account: string) => bigint
  /** Everything ever credited. */
  credited: () => bigint
}

const totalShares = 10_000n

type Holding = {
  shares: bigint
  /** The cumulative credit up to which `earned` is counted. */
  countedTo: bigint
  /** Earned since the beginning, in ten-thousandths of a wei. */
  earned: bigint
  claimed: bigint
}

/** A pot whose shares belong to the given accounts (the sum is 10,000). */
export function createSharePot(
  initial: { account: string; shares: number }[],
): SharePot {
  const holdings = new Map<string, Holding>()
  let cumulative = 0n

  const holdingOf = (account: string): Holding => {
    let holding = holdings.get(account)
    if (!holding) {
      holding = { shares: 0n, countedTo: 0n, earned: 0n, claimed: 0n }
      holdings.set(account, holding)
    }
    // Exact, where protocol.md allows dust: see docs/decisions/0002.
    holding.earned += holding.shares * (cumulative - holding.countedTo)
    holding.countedTo = cumulative
    return holding
  }
  const claimableOf = (account: string): bigint => {
    const holding = holdingOf(account)
    return holding.earned / totalShares - holding.claimed
  }

  for (const { account, shares } of initial)
    holdingOf(account).shares += BigInt(shares)
  const issued = initial.reduce((sum, { shares }) => sum + shares, 0)
  if (BigInt(issued) !== totalShares) throw new RangeError('not 10,000 shares')

  return {
    claimableOf,
    credited: () => cumulative,
    sharesOf: (account) => holdingOf(account).shares,
    credit: (amountWei) => {
      cumulative += amountWei
    },
    move: (from, to, shares) => {
      const seller = holdingOf(from)
      const buyer = holdingOf(to)
      if (seller.shares < shares) throw new RangeError('too few shares')
      seller.shares -= shares
      buyer.shares += shares
    },
    claim: (account) => {
      const amount = claimableOf(account)
      holdingOf(account).claimed += amount
      return amount
    },
  }
}
