import type { OrderPage } from '@sahara/protocol/api'
import { dim } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import {
  toDay,
  toShortAddress,
  toShortAmount,
  toShortId,
} from '../terminal/words.ts'

/** What `sahara order list` shows. */
export function toOrderLines(page: OrderPage): string[] {
  if (page.items.length === 0)
    return ['No open orders. `sahara order sell` and `order bid` make some.']
  return [
    ...toTable(
      [
        { title: 'ORDER' },
        { title: 'ASSET' },
        { title: 'SIDE' },
        { title: 'WHAT' },
        { title: 'SAHARA EACH', align: 'right' },
        { title: 'MAKER' },
        { title: 'UNTIL' },
      ],
      page.items.map(({ order, orderHash, left }) => [
        toShortId(orderHash),
        toShortId(order.assetId),
        order.side,
        order.item === 'shares'
          ? `${left} of ${order.amount} shares`
          : 'ownership',
        toShortAmount(order.priceEach),
        toShortAddress(order.maker),
        toDay(order.expiry),
      ]),
    ),
    '',
    dim('`sahara fill ORDER` shows what one costs, asks, and trades.'),
    ...(page.nextCursor
      ? [dim(`More: the same with --cursor ${page.nextCursor}`)]
      : []),
  ]
}
