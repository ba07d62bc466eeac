import { type Right, rightsToBits } from '@sahara/protocol'
import {
  type Address,
  type Hex,
  keccak256,
  stringToHex,
  zeroAddress,
} from 'viem'

/** What is sold, before it has an id. */
export type OfferInput = {
  rights: readonly Right[]
  /** @default 0, perpetual */
  durationHours?: number | undefined
  /** Royalty on what is made under this offer, in basis points. @default 0 */
  royalty?: number | undefined
  /**
   * How long a payment is held, to be refunded if the key is proven bad.
   *
   * @default 0, not held
   */
  refundHours?: number | undefined
  /** How often it may be sold. @default 0, without a cap */
  maxSales?: number | undefined
  /** An `IAccessPolicy` that decides who may buy. @default everyone may */
  policy?: Address | undefined
  /** Wei of SAHARA; 0 = free. */
  priceWei: bigint
  /** SPDX id or the text of the licence; its hash goes on chain. */
  terms: string
}

/** An offer as the contracts take it. */
export function toOfferTerms(offer: OfferInput): {
  rights: number
  durationHours: number
  royalty: number
  refundHours: number
  maxSales: number
  price: bigint
  policy: Address
  terms: Hex
} {
  return {
    rights: rightsToBits(offer.rights),
    durationHours: offer.durationHours ?? 0,
    royalty: offer.royalty ?? 0,
    refundHours: offer.refundHours ?? 0,
    maxSales: offer.maxSales ?? 0,
    price: offer.priceWei,
    policy: offer.policy ?? zeroAddress,
    terms: keccak256(stringToHex(offer.terms)),
  }
}
