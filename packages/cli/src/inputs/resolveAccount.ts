import { SaharaError } from '@sahara/protocol'
import { getIdAccount, type SaharaClient } from '@sahara/sdk'
import type { Address } from 'viem'
import { parseAddress } from './parseAddress.ts'

/**
 * The account that is meant by an address, or, for a whole Sahara ID, by its
 * handle or number: `@weather-archive`, `@12`. IDs are looked up on chain.
 *
 * @throws {SaharaError} `INPUT_INVALID`, `ID_NOT_FOUND`, `CHAIN_UNREACHABLE`
 */
export async function resolveAccount(
  client: SaharaClient,
  text: string,
): Promise<Address> {
  if (text.startsWith('@')) {
    const id = text.slice(1).toLowerCase()
    return (await getIdAccount(client, { id })).account
  }
  if (/^0x/i.test(text)) return parseAddress(text)
  throw new SaharaError(`${text} is neither an address nor a Sahara ID.`, {
    code: 'INPUT_INVALID',
    hint: 'Write 0x and 40 digits, or @ and a handle or number.',
  })
}
