import { idOfIdAccount, SaharaError } from '@sahara/protocol'
import type { Address } from 'viem'

/**
 * Nothing is given to the account that stands for a Sahara ID: nobody could
 * ever do anything with it.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function refuseIdAccount(to: Address): void {
  if (idOfIdAccount(to) === undefined) return
  throw new SaharaError('Nobody has the key of this account.', {
    code: 'INPUT_INVALID',
    hint: 'It stands for a Sahara ID as the holder of licences: give to the owner of the ID.',
    details: { to },
  })
}
