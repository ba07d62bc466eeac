import { SaharaError } from '@sahara/protocol'
import type { LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'

/** @throws {SaharaError} `ACCOUNT_MISSING` */
export function requireAccount(
  client: SaharaClient,
  account: LocalAccount | undefined,
): LocalAccount {
  const chosen = account ?? client.account
  if (chosen) return chosen
  throw new SaharaError('This action needs an account that can sign.', {
    code: 'ACCOUNT_MISSING',
    hint: 'Give `account` to the action or to createSaharaClient.',
  })
}
