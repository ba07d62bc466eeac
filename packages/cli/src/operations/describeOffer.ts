import {
  type GetOfferReturnType,
  getAsset,
  getPolicy,
  type SaharaClient,
} from '@sahara/sdk'
import { clean } from '../terminal/clean.ts'
import { toDuration, toPercent, toPrice, toRights } from '../terminal/words.ts'

/** The terms of an offer, for who is asked to pay. */
export async function describeOffer(
  client: SaharaClient,
  offer: GetOfferReturnType,
): Promise<string[]> {
  const { assetId, rights, durationHours, royalty, priceWei } = offer
  const { refundHours, policy, maxSales, sold } = offer
  // The chain has the terms; only the title is the node's, who may be away.
  const title = await getAsset(client, { assetId }).then(
    (asset) => `${clean(asset.title)}, `,
    () => '',
  )
  const asked = policy
    ? await getPolicy(client, { policy }).then(
        ({ text }) => text,
        () => `is whom the policy ${policy} allows`,
      )
    : undefined
  return [
    `${title}asset ${assetId}`,
    `${toRights(rights)}, ${toDuration(durationHours)}: ${toPrice(priceWei)}`,
    ...(rights.some((right) => right === 'derive' || right === 'compute')
      ? [`What you make with it owes ${toPercent(royalty)} of its income.`]
      : []),
    ...(refundHours > 0 && priceWei > 0n
      ? [
          `The payment is held ${toDuration(refundHours)}: if the key is proven bad, it goes back.`,
        ]
      : []),
    ...(maxSales > 0 ? [`${sold} of ${maxSales} are sold.`] : []),
    ...(asked ? [`Who buys ${asked}.`] : []),
  ]
}
