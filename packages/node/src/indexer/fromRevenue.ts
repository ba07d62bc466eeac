import { toAssetId } from '@sahara/protocol'
import { revenueAbi } from '@sahara/protocol/abis'
import { parseEventLogs } from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  placeOf,
  type Statement,
  statement,
} from './statement.ts'

/** Money: what an event of Revenue changes. */
export function fromRevenue(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: revenueAbi,
    eventName: [
      'Purchased',
      'Paid',
      'PaymentHeld',
      'PaymentReleased',
      'PaymentRefunded',
      'Distributed',
      'LineageRegistered',
    ],
    logs: [log],
  })
  if (!event) return []
  const asset_id = toAssetId(event.args.assetId)
  const place = placeOf(log, at)
  if (event.eventName === 'LineageRegistered')
    return event.args.royalties.map(({ ancestor, rate }, position) =>
      insert('royalties', {
        asset_id,
        position,
        ancestor: toAssetId(ancestor),
        rate,
      }),
    )
  if (event.eventName === 'Paid') {
    const { payer, amount, fee, totalNet } = event.args
    return [
      insert('payments', {
        ...place,
        asset_id,
        payer: lower(payer),
        amount: amount.toString(),
        fee: fee.toString(),
        total_net: totalNet.toString(),
      }),
    ]
  }
  if (event.eventName === 'Distributed') {
    const { totalNet, toAncestors, toShares } = event.args
    return [
      insert('distributions', {
        ...place,
        asset_id,
        total_net: totalNet.toString(),
        to_ancestors: toAncestors.toString(),
        to_shares: toShares.toString(),
      }),
    ]
  }
  const { purchaseId } = event.args
  const payer = lower(event.args.payer)
  if (event.eventName === 'PaymentHeld') {
    const { amount, commitment, feeBasisPoints, until } = event.args
    return [
      insert('held_payments', {
        purchase_id: purchaseId,
        payer,
        asset_id,
        block: place.block,
        log_index: place.log_index,
        amount: amount.toString(),
        fee_rate: feeBasisPoints,
        commitment,
        until: Number(until),
        state: 'held',
      }),
    ]
  }
  if (event.eventName !== 'Purchased')
    return [
      statement(
        `update held_payments set state = $3, settled_block = $4,
         settled_log_index = $5, settled_transaction = $6, settled_at = $7
         where purchase_id = $1 and payer = $2`,
        [
          purchaseId,
          payer,
          event.eventName === 'PaymentReleased' ? 'released' : 'refunded',
          place.block,
          place.log_index,
          place.transaction,
          place.at,
        ],
      ),
    ]
  const { offerId, beneficiary, price } = event.args
  return [
    insert('purchases', {
      ...place,
      purchase_id: purchaseId,
      offer_id: offerId,
      payer,
      beneficiary: lower(beneficiary),
      asset_id,
      price: price.toString(),
      expiry_hour: event.args.expiryHour,
    }),
  ]
}
