import type { EscrowMove, Explanation, IncomeEntry } from '@sahara/protocol/api'
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
  const { entries, pending, held, refunded, escrow, total } = explanation
  const sections = [
    entries.length > 0
      ? [...toEntryTable(entries), '', `Together ${toAmount(total)}.`]
      : [],
    pending.length > 0
      ? ['Paid, but not distributed yet', ...toEntryTable(pending)]
      : [],
    held.length > 0
      ? ['Held, and may still be refunded', ...toEntryTable(held)]
      : [],
    refunded.length > 0
      ? [
          'Gone back to buyers, because the key was proven bad',
          ...refunded.map(toRefundLine),
        ]
      : [],
    escrow.length > 0 ? ['Set aside in Escrow', ...toEscrowTable(escrow)] : [],
  ].filter((section) => section.length > 0)
  if (sections.length === 0)
    return ['Nothing earned yet, so there is nothing to explain.']
  return sections.flatMap((section, index) =>
    index === 0 ? section : ['', ...section],
  )
}

function toDayOf({ payment }: IncomeEntry, isHeld: boolean): string {
  if (!payment) return ''
  return toDay(isHeld && payment.hold ? payment.hold.until : payment.at)
}

function toRefundLine({ assetId, payment }: Explanation['refunded'][number]) {
  const { hold, amount, payer } = payment
  const when = hold?.settled ? toDay(hold.settled.at) : 'to come   '
  return `${when}  ${toAmount(amount)} for ${toShortId(assetId)} to ${toShortAddress(payer)}`
}

const moves = {
  locked: 'set aside',
  released: 'given back',
  slashed: 'lost',
  paid: 'paid',
} as const

function toEscrowTable(escrow: Explanation['escrow']): string[] {
  return toTable(
    [
      { title: 'DAY' },
      { title: 'SAHARA', align: 'right' },
      { title: 'CAUSE', grow: true },
    ],
    escrow.map((move) => [
      toDay(move.at),
      toAmount(move.amount).replace(/ SAHARA$/, ''),
      `${moves[move.type]}: ${toPurpose(move)}`,
    ]),
  )
}

function toPurpose({ purpose, assetId, account, payee }: EscrowMove): string {
  const to = payee
    ? `, ${toShortAddress(account)} to ${toShortAddress(payee)}`
    : ''
  if (purpose === 'stake') return 'stake of a keeper'
  if (purpose === 'challenge') return `challenge of a keeper${to}`
  const asset = toShortId(assetId ?? '')
  return purpose === 'bond' ? `bond of ${asset}` : `fee of ${asset}${to}`
}

/** Held ones with the day from which on they are income. */
function toEntryTable(entries: readonly IncomeEntry[]): string[] {
  const isHeld = entries[0]?.payment?.hold?.state === 'held'
  return toTable(
    [
      { title: isHeld ? 'UNTIL' : 'DAY' },
      { title: 'SAHARA', align: 'right' },
      { title: 'CAUSE', grow: true },
    ],
    entries.map((entry) => [
      toDayOf(entry, isHeld),
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
  const kind = payment?.resale ? 'resale' : 'sale'
  return type === 'sale'
    ? `${kind} of ${toShortId(assetId)}${paid}`
    : `${toPercent(rate ?? 0)} royalty of ${kind === 'resale' ? 'the resale of ' : ''}${toShortId(from ?? '')}${paid}`
}
