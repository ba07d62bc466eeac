import {
  type AssetId,
  addresses,
  assetIdOf,
  SaharaError,
} from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import type { LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { publicationKey } from '../internal/publicationKey.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { type Publication, toPublishCall } from '../internal/toPublishCall.ts'
import { write } from '../internal/write.ts'

export type PublishAssetParameters = Publication & {
  /** Owns the asset and pays the bond. @default the client's account */
  account?: LocalAccount | undefined
  signal?: AbortSignal | undefined
}

/**
 * Registers an asset on chain with its lineage, shares and offers, pays the
 * bond in the same transaction, and returns once that is final. An asset that
 * was registered before with the same metadata is returned as it is.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `INPUT_INVALID` when the salt published something else,
 * `TOKEN_BALANCE_TOO_LOW`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`, `CHAIN_UNREACHABLE`
 */
export async function publishAsset(
  client: SaharaClient,
  parameters: PublishAssetParameters,
): Promise<{ assetId: AssetId }> {
  const account = requireAccount(client, parameters.account)
  const { salt, signal } = parameters
  const chainId = await client.chain.getChainId().catch(rethrowChainError)
  const assetId = assetIdOf({
    chainId,
    registry: addresses.assetRegistry,
    publisher: account.address,
    salt,
  })
  if (await isPublished(client, assetId, parameters)) return { assetId }

  try {
    const { call } = await toPublishCall(client, {
      ...parameters,
      account,
      assetId,
    })
    await write(client, { ...call, key: publicationKey(assetId), signal })
  } catch (error) {
    if (!isPublishedAlready(error)) throw error
  }
  if (await isPublished(client, assetId, parameters)) return { assetId }
  throw new SaharaError('The asset is registered but not final yet.', {
    code: 'TRANSACTION_NOT_FINAL',
    hint: 'Call again with the same salt: it publishes once.',
    retryable: true,
  })
}

/** At a final block. Another asset under this id is an error. */
async function isPublished(
  client: SaharaClient,
  assetId: AssetId,
  { metadata, commitment }: PublishAssetParameters,
): Promise<boolean> {
  const contract = {
    address: addresses.assetRegistry,
    abi: assetRegistryAbi,
    blockTag: 'finalized',
  } as const
  const id = BigInt(assetId)
  const exists = await client.chain
    .readContract({
      ...contract,
      functionName: 'exists',
      args: [id],
    })
    .catch(rethrowChainError)
  if (!exists) return false
  const first = await client.chain
    .readContract({
      ...contract,
      functionName: 'versionOf',
      args: [id, 1],
    })
    .catch(rethrowChainError)
  if (
    first.metadata === metadata.toLowerCase() &&
    first.commitment === commitment.toLowerCase()
  )
    return true
  throw new SaharaError('This salt published something else.', {
    code: 'INPUT_INVALID',
    hint: 'Make a new salt for each asset.',
    details: { assetId },
  })
}

function isPublishedAlready(error: unknown): boolean {
  return (
    SaharaError.isInstance(error) &&
    error.details.error === 'AssetRegistryAlreadyPublished'
  )
}
