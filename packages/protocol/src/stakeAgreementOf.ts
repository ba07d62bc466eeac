import { type Address, stringToHex } from 'viem'
import { addresses } from './addresses.ts'
import type { Agreement } from './bondAgreementOf.ts'
import { escrowTerms } from './vocabulary.ts'

/** What a keeper agrees to with its stake. */
export function stakeAgreementOf(keeper: Address): Agreement {
  return {
    holder: addresses.keepers,
    purpose: stringToHex('keeper stake', { size: 32 }),
    account: keeper,
    terms: escrowTerms.indexOf('slashable'),
    until: 0,
  }
}
