import type { Right } from '@sahara/protocol'
import { wrap } from '../terminal/fit.ts'
import { toTable } from '../terminal/toTable.ts'
import { toDuration, toPercent, toPrice, toRights } from '../terminal/words.ts'

/** An offer as a table shows it. */
export type OfferRow = {
  index: number
  rights: readonly Right[]
  durationHours: number
  /** Basis points. */
  royalty: number
  price: bigint | string
  maxSales: number
  refundHours?: number
  policy?: string | null | undefined
  policyText?: string | null
  closed?: boolean
}

/** Offers as a table. */
export function toOfferTable(offers: readonly OfferRow[]): string[] {
  return toTable(
    [
      { title: 'OFFER', align: 'right' },
      { title: 'RIGHTS' },
      { title: 'PRICE', align: 'right' },
      { title: 'LASTS' },
      { title: 'ROYALTY', align: 'right' },
      { title: '', grow: true },
    ],
    offers.map((offer) => [
      String(offer.index),
      toRights(offer.rights),
      toPrice(offer.price),
      toDuration(offer.durationHours),
      toPercent(offer.royalty),
      toRemarks(offer),
    ]),
  )
}

/** Who may buy under those offers that are not for everyone. */
export function toPolicyNotes(
  offers: readonly OfferRow[],
  width: number,
): string[] {
  return offers.flatMap(({ index, policyText, closed }) =>
    policyText && !closed
      ? wrap(`Who buys offer ${index} ${policyText}.`, width)
      : [],
  )
}

function toRemarks(offer: OfferRow): string {
  const { closed, maxSales, refundHours = 0, policy } = offer
  return [
    ...(closed ? ['closed'] : []),
    ...(maxSales > 0 ? [`${maxSales} at most`] : []),
    ...(refundHours > 0 ? [`refund ${toDuration(refundHours).slice(4)}`] : []),
    ...(policy ? ['by policy'] : []),
  ].join(', ')
}
