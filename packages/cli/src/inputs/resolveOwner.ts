import { idOfIdAccount } from '@sahara/protocol'
import { getIdAccount, type SaharaClient } from '@sahara/sdk'
import type { Address } from 'viem'
import { resolveAccount } from './resolveAccount.ts'

/**
 * Who gets what only a key can use, such as shares: an address, or the owner of
 * the Sahara ID that a handle or number names. Looked up on chain.
 *
 * @throws {SaharaError} `INPUT_INVALID`, `ID_NOT_FOUND`, `CHAIN_UNREACHABLE`
 */
export async function resolveOwner(
  client: SaharaClient,
  text: string,
): Promise<Address> {
  const account = await resolveAccount(client, text)
  const id = idOfIdAccount(account)
  return id === undefined ? account : (await getIdAccount(client, { id })).owner
}
