import type { Explanation, IncomeEntry } from '@sahara/protocol/api'
import { toTable } from '../terminal/toTable.ts'
import {
  toAmount,
  toDay,
  toPercent,
  toShortAddress,
  toShortId,
} from '../terminal/words.ts'

/** What `sahara explain` shows: each amount to the wei, and its cause. */
export function toExplainLines(explanation: Explanation): string[] {
  const { entries, pending, total } = explanation
  if (entries.length + pending.length === 0)
    return ['Nothing earned yet, so there is nothing to explain.']
  return [
    ...(entries.length > 0 ? toEntryTable(entries) : []),
    ...(entries.length > 0 ? ['', `Together ${toAmount(total)}.`, ''] : []),
    ...(pending.length > 0
      ? ['Paid, but not distributed yet', ...toEntryTable(pending)]
      : []),
  ]
}

function toEntryTable(entries: readonly IncomeEntry[]): string[] {
  return toTable(
    [
      { title: 'DAY' },
      { title: 'SAHARA', align: 'right' },
      { title: 'CAUSE', grow: true },
    ],
    entries.map((entry) => [
      entry.payment ? toDay(entry.payment.at) : '',
      toAmount(entry.amount).replace(/ SAHARA$/, ''),
      toCause(entry),
    ]),
  )
}

function toCause({ type, assetId, from, rate, payment }: IncomeEntry): string {
  if (type === 'dust')
    return `rounding of ${toShortId(assetId)}, kept until it makes a wei`
  const paid = payment
    ? `, ${toAmount(payment.amount)} by ${toShortAddress(payment.payer)}, fee ${toAmount(payment.fee)}`
    : ''
  return type === 'sale'
    ? `sale of ${toShortId(assetId)}${paid}`
    : `${toPercent(rate ?? 0)} royalty of ${toShortId(from ?? '')}${paid}`
}
