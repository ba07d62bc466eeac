import { toAssetId } from '@sahara/protocol'
import { revenueSharesAbi } from '@sahara/protocol/abis'
import { parseEventLogs, zeroAddress } from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  placeOf,
  type Statement,
  statement,
} from './statement.ts'

/** Who earns: what an event of RevenueShares changes. */
export function fromShares(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: revenueSharesAbi,
    eventName: ['Credited', 'Claimed', 'Transfer'],
    logs: [log],
  })
  if (!event) return []
  const place = placeOf(log, at)
  const amount = event.args.amount.toString()
  if (event.eventName === 'Credited')
    return [
      insert('credits', {
        ...place,
        asset_id: toAssetId(event.args.assetId),
        source: toAssetId(event.args.source),
        amount,
        cumulative: event.args.cumulative.toString(),
      }),
    ]
  if (event.eventName === 'Claimed')
    return [
      insert('claims', {
        ...place,
        account: lower(event.args.account),
        asset_id: toAssetId(event.args.assetId),
        amount,
      }),
    ]
  const asset_id = toAssetId(event.args.id)
  const sender = lower(event.args.sender)
  const receiver = lower(event.args.receiver)
  const add = (account: string, difference: number) =>
    statement(
      `insert into shares (account, asset_id, balance) values ($1, $2, $3)
       on conflict (account, asset_id)
       do update set balance = shares.balance + excluded.balance`,
      [account, asset_id, difference],
    )
  const count = Number(event.args.amount)
  return [
    insert('share_transfers', {
      ...place,
      asset_id,
      sender,
      receiver,
      amount: count,
    }),
    ...(sender === zeroAddress ? [] : [add(sender, -count)]),
    ...(receiver === zeroAddress ? [] : [add(receiver, count)]),
  ]
}
