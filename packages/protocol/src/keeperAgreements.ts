import { type Address, stringToHex } from 'viem'
import { addresses } from './addresses.ts'
import type { Agreement } from './bondAgreementOf.ts'
import type { AssetId } from './ids.ts'
import { escrowTerms } from './vocabulary.ts'

const holder = addresses.keepers
const payable = escrowTerms.indexOf('payable')

/** What a keeper agrees to with its stake. */
export function stakeAgreementOf(keeper: Address): Agreement {
  return {
    holder,
    purpose: stringToHex('keeper stake', { size: 32 }),
    account: keeper,
    terms: escrowTerms.indexOf('slashable'),
    until: 0,
  }
}

/** What who challenges keepers agrees to with the bonds of the challenges. */
export function challengeAgreementOf(challenger: Address): Agreement {
  return {
    holder,
    purpose: stringToHex('keeper challenge', { size: 32 }),
    account: challenger,
    terms: payable,
    until: 0,
  }
}

/** What an owner agrees to with the fees of an asset's keepers. */
export function keeperFeeAgreementOf(
  assetId: AssetId,
  owner: Address,
): Agreement {
  return { holder, purpose: assetId, account: owner, terms: payable, until: 0 }
}
