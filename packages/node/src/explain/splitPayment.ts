import { basisPoints } from '@sahara/protocol'

/** An ancestor's part of revenue, in basis points. */
export type Royalty = { ancestor: string; rate: number }

/** Who gets what of one payment. */
export type PaymentSplit = {
  /** What each ancestor is owed through this payment, in wei. */
  ancestors: { ancestor: string; rate: number; amount: bigint }[]
  /** What the asset's own revenue shares get, in wei. */
  toShares: bigint
}

const owed = (total: bigint, rate: number): bigint =>
  (total * BigInt(rate)) / basisPoints

/**
 * The part each pot gets from one payment. Differences of cumulative floors,
 * so that the parts of all payments add up to what the contract credits.
 */
export function splitPayment(parameters: {
  /** Cumulative net revenue before and after the payment, in wei. */
  totalBefore: bigint
  totalAfter: bigint
  royalties: readonly Royalty[]
}): PaymentSplit {
  const { totalBefore, totalAfter, royalties } = parameters
  const ancestors = royalties.map(({ ancestor, rate }) => ({
    ancestor,
    rate,
    amount: owed(totalAfter, rate) - owed(totalBefore, rate),
  }))
  const ownRate = royalties.reduce(
    (rest, { rate }) => rest - rate,
    Number(basisPoints),
  )
  const toShares = owed(totalAfter, ownRate) - owed(totalBefore, ownRate)
  return { ancestors, toShares }
}
