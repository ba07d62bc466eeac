import type {
  DepositPurpose,
  MovementCause,
  MovementPage,
} from '@sahara/protocol/api'
import { dim } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import {
  toAmount,
  toDay,
  toShortAddress,
  toShortId,
  toShortPurchase,
} from '../terminal/words.ts'

/** What `sahara explain --balance` shows: each movement and its cause. */
export function toMovementLines(page: MovementPage): string[] {
  const { items, balance, opening, nextCursor } = page
  return [
    ...(items.length === 0
      ? ['Nothing moved yet.']
      : toTable(
          [
            { title: 'DAY' },
            { title: 'SAHARA', align: 'right' },
            { title: 'CAUSE', grow: true },
          ],
          items.flatMap((item) => [
            [toDay(item.at), toBare(item.amount), toWords(item)],
            ...item.parts.map((part) => [
              '',
              '',
              `${toBare(part.amount)}: ${toText(part)}`,
            ]),
          ]),
        )),
    '',
    `It holds ${toAmount(balance)}${opening === '0' ? '' : `, of which it began with ${toAmount(opening)}`}.`,
    ...(nextCursor ? [dim(`More: the same with --cursor ${nextCursor}`)] : []),
  ]
}

function toBare(wei: string): string {
  return toAmount(wei).replace(/ SAHARA$/, '')
}

function toWords(item: MovementPage['items'][number]): string {
  const { cause, amount, counterparty } = item
  if (cause.type !== 'transfer') return toText(cause)
  return `${amount.startsWith('-') ? 'sent to' : 'from'} ${toShortAddress(counterparty)}`
}

const deposits: Record<DepositPurpose, string> = {
  bond: 'bond',
  stake: "keeper's stake",
  challenge: "challenge's deposit",
  keeperFee: "keepers' fee",
  other: 'deposit',
}

function toText(cause: MovementCause): string {
  const { type, assetId, purchaseId, orderHash, purpose, proposalId } = cause
  const asset = assetId ? toShortId(assetId) : 'several assets'
  const order = orderHash ? toShortId(orderHash) : ''
  const deposit = `${deposits[purpose ?? 'other']}${assetId ? ` of ${asset}` : ''}`
  switch (type) {
    case 'purchase':
      return `purchase ${toShortPurchase(purchaseId ?? '')} of ${asset}`
    case 'payment':
      return `payment to ${asset}`
    case 'refund':
      return `refund of purchase ${toShortPurchase(purchaseId ?? '')}`
    case 'claim':
      return `income of ${asset}`
    case 'fees':
      return `fees of ${asset}`
    case 'deposit':
      return `put aside: ${deposit}`
    case 'return':
      return purpose ? `back: ${deposit}` : 'out of Escrow'
    case 'earned':
      return `earned: ${deposit}`
    case 'penalty':
      return `lost by another: ${deposit}`
    case 'tradePrice':
    case 'tradeProceeds':
      return `trade ${order} of ${asset}`
    case 'tradeFee':
      return `fee of trade ${order}`
    case 'tradeRoyalty':
      return `royalty of trade ${order} to ${asset}`
    case 'spending':
      return `out of the treasury${proposalId ? `, proposal ${toShortId(proposalId)}` : ''}`
    case 'votesLocked':
      return 'locked for votes'
    case 'votesReturned':
      return 'back from votes'
    case 'wrapped':
      return 'wrapped native coin'
    case 'unwrapped':
      return 'unwrapped to native coin'
    default:
      return 'a transfer'
  }
}
