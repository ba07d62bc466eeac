import { totalShares } from '@sahara/protocol'
import { type Royalty, splitPayment } from './splitPayment.ts'

/** What happened, in the order of the chain. Amounts in wei. */
export type IncomeEvent =
  | { type: 'paid'; assetId: string; paymentId: string; totalNet: bigint }
  | { type: 'distributed'; assetId: string }
  | { type: 'shares'; assetId: string; account: string; balance: bigint }

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

export type IncomeExplanation = {
  entries: IncomeEntry[]
  /** Earned by present shares, but not distributed yet. */
  pending: IncomeEntry[]
}

/**
 * Attributes every wei of an account's share income to the payment and the
 * lineage edge it came from. The entries of an asset, its dust included, add
 * up to `accrued`: what is claimable plus what was claimed.
 */
export function explainIncome(parameters: {
  account: string
  events: Iterable<IncomeEvent>
  royaltiesOf: (assetId: string) => readonly Royalty[]
  /** Claimable plus claimed, by asset, as the chain has it. */
  accrued: ReadonlyMap<string, bigint>
}): IncomeExplanation {
  const { account, royaltiesOf, accrued } = parameters
  const totals = new Map<string, bigint>()
  const balances = new Map<string, bigint>()
  const waiting = new Map<string, IncomeEntry[]>()
  const entries: IncomeEntry[] = []

  // Shares count when a pot is distributed, not when it was paid.
  const toAccount = (whole: IncomeEntry): IncomeEntry[] => {
    const balance = balances.get(whole.assetId) ?? 0n
    const amount = (whole.amount * balance) / BigInt(totalShares)
    return amount === 0n ? [] : [{ ...whole, amount }]
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
      const split = splitPayment({
        totalBefore: totals.get(assetId) ?? 0n,
        totalAfter: totalNet,
        royalties: royaltiesOf(assetId),
      })
      totals.set(assetId, totalNet)
      const parts = waiting.get(assetId) ?? []
      waiting.set(assetId, parts)
      parts.push({ type: 'sale', assetId, paymentId, amount: split.toShares })
      for (const { ancestor, rate, amount } of split.ancestors)
        parts.push({
          type: 'royalty',
          assetId: ancestor,
          from: assetId,
          rate,
          paymentId,
          amount,
        })
    }
  }

  const explained = new Map<string, bigint>()
  for (const { assetId, amount } of entries)
    explained.set(assetId, (explained.get(assetId) ?? 0n) + amount)
  for (const assetId of new Set([...accrued.keys(), ...explained.keys()])) {
    const amount = (accrued.get(assetId) ?? 0n) - (explained.get(assetId) ?? 0n)
    if (amount !== 0n) entries.push({ type: 'dust', assetId, amount })
  }
  return { entries, pending: [...waiting.values()].flat().flatMap(toAccount) }
}
