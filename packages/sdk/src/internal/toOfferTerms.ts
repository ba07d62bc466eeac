import { type Right, rightsToBits } from '@sahara/protocol'
import { type Hex, keccak256, stringToHex } from 'viem'

export type OfferInput = {
  rights: readonly Right[]
  /** @default 0, perpetual */
  durationHours?: number | undefined
  /** Royalty on what is made under this offer, in basis points. @default 0 */
  royalty?: number | undefined
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
  price: bigint
  terms: Hex
} {
  return {
    rights: rightsToBits(offer.rights),
    durationHours: offer.durationHours ?? 0,
    royalty: offer.royalty ?? 0,
    price: offer.priceWei,
    terms: keccak256(stringToHex(offer.terms)),
  }
}
