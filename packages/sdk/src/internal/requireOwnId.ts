import { addresses, SaharaError } from '@sahara/protocol'
import { saharaIdAbi } from '@sahara/protocol/abis'
import type { LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from './requireAccount.ts'
import { rethrowChainError } from './toChainError.ts'

/**
 * The ID that the signing account owns or is linked to.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `ID_NOT_FOUND`, `CHAIN_UNREACHABLE`
 */
export async function requireOwnId(
  client: SaharaClient,
  account: LocalAccount | undefined,
): Promise<bigint> {
  const { address } = requireAccount(client, account)
  const id = await client.chain
    .readContract({
      address: addresses.saharaId,
      abi: saharaIdAbi,
      functionName: 'idOf',
      args: [address],
    })
    .catch(rethrowChainError)
  if (id > 0n) return id
  throw new SaharaError('The account has no Sahara ID.', {
    code: 'ID_NOT_FOUND',
    hint: 'Register one, or have the account linked to one.',
    details: { account: address },
  })
}
