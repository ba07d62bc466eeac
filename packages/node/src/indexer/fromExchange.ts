import { toAssetId } from '@sahara/protocol'
import { exchangeAbi } from '@sahara/protocol/abis'
import { parseEventLogs } from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  placeOf,
  type Statement,
  statement,
} from './statement.ts'

/** Trades, and orders that ended: what an event of Exchange changes. */
export function fromExchange(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: exchangeAbi,
    eventName: ['OrderFilled', 'OrderCancelled', 'AllOrdersCancelled'],
    logs: [log],
  })
  if (!event) return []
  if (event.eventName === 'OrderCancelled')
    return [
      statement(
        `insert into cancelled_nonces (maker, nonce) values ($1, $2)
         on conflict do nothing`,
        [lower(event.args.maker), event.args.nonce.toString()],
      ),
    ]
  if (event.eventName === 'AllOrdersCancelled')
    return [
      statement(
        `insert into order_counters (maker, counter) values ($1, $2)
         on conflict (maker) do update set counter = excluded.counter`,
        [lower(event.args.maker), event.args.counter.toString()],
      ),
    ]
  const { orderHash, seller, buyer, item, amount } = event.args
  return [
    insert('trades', {
      ...placeOf(log, at),
      order_hash: orderHash,
      seller: lower(seller),
      buyer: lower(buyer),
      item,
      asset_id: toAssetId(event.args.assetId),
      amount,
      price: event.args.price.toString(),
      fee: event.args.fee.toString(),
      royalty: event.args.royalty.toString(),
    }),
  ]
}
