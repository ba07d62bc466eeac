import { toAssetId } from '@sahara/protocol'
import { licencesAbi } from '@sahara/protocol/abis'
import { parseEventLogs } from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  type Statement,
  statement,
} from './statement.ts'

/** Offers and what they grant: what an event of Licences changes. */
export function fromLicences(log: FinalLog): Statement[] {
  const [event] = parseEventLogs({
    abi: licencesAbi,
    eventName: ['OfferAdded', 'OfferClosed', 'AccessChanged'],
    logs: [log],
  })
  if (!event) return []
  if (event.eventName === 'OfferClosed')
    return [
      statement('update offers set closed = true where id = $1', [
        event.args.offerId,
      ]),
    ]
  const asset_id = toAssetId(event.args.assetId)
  if (event.eventName === 'AccessChanged')
    return [
      statement(
        `insert into access (account, asset_id, slot) values ($1, $2, $3)
         on conflict (account, asset_id) do update set slot = excluded.slot`,
        [lower(event.args.account), asset_id, event.args.access.toString()],
      ),
    ]
  const { offerId, index, terms } = event.args
  return [
    insert('offers', {
      id: offerId,
      asset_id,
      index: Number(index),
      rights: terms.rights,
      duration_hours: terms.durationHours,
      royalty: terms.royalty,
      refund_hours: terms.refundHours,
      max_sales: terms.maxSales,
      policy: lower(terms.policy),
      price: terms.price.toString(),
      terms: terms.terms,
      closed: false,
    }),
  ]
}
