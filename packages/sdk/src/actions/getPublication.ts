import { type AssetId, addresses, assetIdOf } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import type { Address, Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { publicationKey } from '../internal/publicationKey.ts'
import { transactionKey } from '../internal/sendTransaction.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type GetPublicationReturnType = {
  assetId: AssetId
  /** `sent`: its transaction was signed here and may still take effect. */
  state: 'none' | 'sent' | 'final'
}

/**
 * How far the publication with this salt has come.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function getPublication(
  client: SaharaClient,
  parameters: { account: Address; salt: Hex },
): Promise<GetPublicationReturnType> {
  const { account, salt } = parameters
  const { assetRegistry: registry } = addresses
  const chainId = await client.chain.getChainId().catch(rethrowChainError)
  const assetId = assetIdOf({ chainId, registry, publisher: account, salt })
  const exists = await client.chain
    .readContract({
      address: registry,
      abi: assetRegistryAbi,
      functionName: 'exists',
      args: [BigInt(assetId)],
      blockTag: 'finalized',
    })
    .catch(rethrowChainError)
  if (exists) return { assetId, state: 'final' }
  const key = transactionKey(account, publicationKey(assetId))
  const sent = (await client.journal.get(key)) !== undefined
  return { assetId, state: sent ? 'sent' : 'none' }
}
