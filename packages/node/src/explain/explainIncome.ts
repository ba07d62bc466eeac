import { SaharaError, totalShares } from '@sahara/protocol'
import { type Royalty, splitPayment } from './splitPayment.ts'

/** What happened, in the order of the chain. Amounts in wei. */
export type IncomeEvent =
  | { type: 'paid'; assetId: string; paymentId: string; totalNet: bigint }
  | { type: 'distributed'; assetId: string }
  | { type: 'shares'; assetId: string; account: string; balance: bigint }

/** A part of an income and its cause. Amounts in wei. */
export type IncomeEntry =
  | { type: 'sale'; assetId: string; paymentId: string; amount: bigint }
  | {
      type: 'royalty'
      assetId: string
      from: string
      rate: number
      paymentId: string
      amount: bigint
    }
  | { type: 'dust'; assetId: string; amount: bigint }

/** A payment that is held for a refund. */
export type HeldPayment = {
  assetId: string
  paymentId: string
  /** What the asset will receive of it when released, in wei. */
  net: bigint
}

/** An income, attributed in full. */
export type IncomeExplanation = {
  entries: IncomeEntry[]
  /** Earned by present shares, but not distributed yet. */
  pending: IncomeEntry[]
  /** What held payments come to for present shares, released in their order. */
  held: IncomeEntry[]
}

/**
 * Attributes every wei of an account's share income to the payment and the
 * lineage edge it came from. The entries of an asset, its dust included, add
 * up to `accrued`: what is claimable plus what was claimed.
 *
 * @throws {SaharaError} `INTERNAL` when events and chain differ by more than
 * rounding can
 */
export function explainIncome(parameters: {
  account: string
  events: Iterable<IncomeEvent>
  royaltiesOf: (assetId: string) => readonly Royalty[]
  /** Those that are held now, in the order of purchase. */
  held: readonly HeldPayment[]
  /** Claimable plus claimed, by asset, as the chain has it. */
  accrued: ReadonlyMap<string, bigint>
}): IncomeExplanation {
  const { account, royaltiesOf, accrued } = parameters
  const totals = new Map<string, bigint>()
  const balances = new Map<string, bigint>()
  const waiting = new Map<string, IncomeEntry[]>()
  const entries: IncomeEntry[] = []

  // In ten-thousandths of a wei, whose fractions the contract keeps too.
  const earned = new Map<string, bigint>()

  // Shares count when a pot is distributed, not when it was paid.
  const toAccount = (whole: IncomeEntry): IncomeEntry[] => {
    const balance = balances.get(whole.assetId) ?? 0n
    const before = earned.get(whole.assetId) ?? 0n
    const after = before + whole.amount * balance
    earned.set(whole.assetId, after)
    const amount = after / totalShares - before / totalShares
    return amount === 0n ? [] : [{ ...whole, amount }]
  }

  /** What the pots get when the cumulative revenue of an asset grows. */
  const partsOf = (
    assetId: string,
    paymentId: string,
    totalAfter: bigint,
  ): IncomeEntry[] => {
    const { toShares, ancestors } = splitPayment({
      totalBefore: totals.get(assetId) ?? 0n,
      totalAfter,
      royalties: royaltiesOf(assetId),
    })
    totals.set(assetId, totalAfter)
    return [
      { type: 'sale', assetId, paymentId, amount: toShares },
      ...ancestors.map(
        ({ ancestor, rate, amount }): IncomeEntry => ({
          type: 'royalty',
          assetId: ancestor,
          from: assetId,
          rate,
          paymentId,
          amount,
        }),
      ),
    ]
  }

  for (const event of parameters.events) {
    const { assetId } = event
    if (event.type === 'shares') {
      if (event.account === account) balances.set(assetId, event.balance)
    } else if (event.type === 'distributed') {
      entries.push(...(waiting.get(assetId) ?? []).flatMap(toAccount))
      waiting.delete(assetId)
    } else {
      const { paymentId, totalNet } = event
      const parts = waiting.get(assetId) ?? []
      waiting.set(assetId, parts)
      parts.push(...partsOf(assetId, paymentId, totalNet))
    }
  }

  const explained = new Map<string, { amount: bigint; count: bigint }>()
  for (const { assetId, amount } of entries) {
    const { amount: sum, count } = explained.get(assetId) ?? none
    explained.set(assetId, { amount: sum + amount, count: count + 1n })
  }
  for (const assetId of new Set([...accrued.keys(), ...explained.keys()])) {
    const { amount: sum, count } = explained.get(assetId) ?? none
    const amount = (accrued.get(assetId) ?? 0n) - sum
    if (amount > count + 1n || -amount > count + 1n)
      throw new SaharaError('The income does not add up.', {
        code: 'INTERNAL',
        hint: 'Start the node with --rebuild; if that does not help, please report it.',
        details: { account, assetId, difference: amount },
      })
    if (amount !== 0n) entries.push({ type: 'dust', assetId, amount })
  }
  return {
    entries,
    pending: [...waiting.values()].flat().flatMap(toAccount),
    held: parameters.held.flatMap(({ assetId, paymentId, net }) =>
      partsOf(assetId, paymentId, (totals.get(assetId) ?? 0n) + net).flatMap(
        toAccount,
      ),
    ),
  }
}

const none = { amount: 0n, count: 0n }
