import type { Hold, SalePage } from '@sahara/protocol/api'
import { dim } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import {
  toDay,
  toShortAmount,
  toShortId,
  toShortPurchase,
} from '../terminal/words.ts'

/** What `sahara purchases` shows. */
export function toPurchaseLines({ items, nextCursor }: SalePage): string[] {
  if (items.length === 0) return ['Nothing bought: see `sahara search`.']
  return [
    ...toTable(
      [
        { title: 'PURCHASE' },
        { title: 'DAY' },
        { title: 'SAHARA', align: 'right' },
        { title: 'ASSET' },
        { title: '', grow: true },
      ],
      items.map(({ purchaseId, at, price, assetId, hold }) => [
        toShortPurchase(purchaseId),
        toDay(at),
        toShortAmount(price),
        toShortId(assetId),
        hold ? toHoldText(hold) : '',
      ]),
    ),
    ...(items.some(({ hold }) => hold?.state === 'held')
      ? ['', dim('`sahara refund PURCHASE` has it back if the key is bad.')]
      : []),
    ...(nextCursor ? ['', `More: the same with --cursor ${nextCursor}`] : []),
  ]
}

/** What became of a payment with a refund window. */
function toHoldText({ state, until, keyFaulty, settled }: Hold): string {
  if (settled) return `${state} ${toDay(settled.at)}`
  if (keyFaulty) return 'the key is bad: refund it'
  return `held until ${toDay(until)}`
}
