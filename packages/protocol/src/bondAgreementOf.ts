import { type Address, type Hex, zeroHash } from 'viem'
import { addresses } from './addresses.ts'
import type { AssetId } from './ids.ts'
import { escrowTerms } from './vocabulary.ts'

/** All that a payer agrees to when putting money aside in Escrow. */
export type Agreement = {
  /** The contract that may lock the money. */
  holder: Address
  purpose: Hex
  /** Whose the money is. */
  account: Address
  /** Index into `escrowTerms`. */
  terms: number
  /** Unix seconds; 0: only the holder gives locked money back. */
  until: number
}

/** The salt of a bond's funding: there is one bond for each asset. */
export const bondSalt = zeroHash

/** What a publisher agrees to with the bond of an asset. */
export function bondAgreementOf(
  assetId: AssetId,
  publisher: Address,
): Agreement {
  return {
    holder: addresses.assetRegistry,
    purpose: assetId,
    account: publisher,
    terms: escrowTerms.indexOf('refundable'),
    until: 0,
  }
}
