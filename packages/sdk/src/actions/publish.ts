import {
  type AssetDescription,
  type AssetId,
  addresses,
  assetIdOf,
  metadataCidOf,
  parseMetadata,
} from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import {
  type BlobStore,
  commitmentRootOf,
  type SealAssetParameters,
} from '@sahara/vault'
import { type Hex, sha256, stringToBytes } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { depositPrepared } from '../internal/depositPrepared.ts'
import {
  preparedKey,
  preparePublication,
} from '../internal/preparePublication.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { type PublishAssetParameters, publishAsset } from './publishAsset.ts'
import { uploadBlobs } from './uploadBlobs.ts'

export type PublishParameters = Omit<
  PublishAssetParameters,
  'metadata' | 'commitment'
> & {
  /** Becomes the metadata document; public. */
  description: AssetDescription
  /** The licence terms as text or SPDX id. */
  terms: string
  files: SealAssetParameters['files']
  /** Where the encrypted blobs are kept. */
  store: BlobStore
  /** age recipient of the owner, who can always open with its identity. */
  ownerRecipient: string
  /** age recipients of others who can always open, such as a safe's. */
  backupRecipients?: readonly string[] | undefined
  onProgress?: SealAssetParameters['onProgress']
  crypto?: SealAssetParameters['crypto']
}

/**
 * Encrypts files, uploads the blobs to the client's node (if it has one),
 * gives the key shares to keepers and publishes the asset. Interrupted and
 * called again with the same salt, it goes on; published, it returns.
 *
 * @throws {SaharaError} `PUBLISH_KEEPERS_TOO_FEW`, `METADATA_INVALID`, what
 * `sealAsset`, `uploadBlobs`, `depositKeyShares` and `publishAsset` throw
 */
export async function publish(
  client: SaharaClient,
  parameters: PublishParameters,
): Promise<{ assetId: AssetId }> {
  const account = requireAccount(client, parameters.account)
  const { salt, store, signal } = parameters
  const chainId = await client.chain.getChainId().catch(rethrowChainError)
  const assetId = assetIdOf({
    chainId,
    registry: addresses.assetRegistry,
    publisher: account.address,
    salt,
  })
  if (await isPublished(client, assetId)) {
    await client.journal.delete(preparedKey(assetId))
    return { assetId }
  }
  const prepared = await preparePublication(client, {
    ...parameters,
    account,
    assetId,
    chainId,
  })
  const bytes = stringToBytes(prepared.metadata)
  const digest: Hex = sha256(bytes)
  const metadataCid = metadataCidOf(digest)
  await store.put(metadataCid, bytes)
  const { sahara: block } = parseMetadata(prepared.metadata)
  if (client.nodeUrl)
    await uploadBlobs(client, {
      account,
      store,
      roots: [...block.blobs, metadataCid],
      signal,
    })
  // Last, since keepers do not wait for ever.
  await depositPrepared(client, {
    prepared,
    block,
    ...{ account, assetId, chainId, salt, signal },
  })
  await publishAsset(client, {
    account,
    salt,
    kind: parameters.kind,
    metadata: digest,
    commitment: commitmentRootOf(block),
    parents: parameters.parents,
    contributors: parameters.contributors,
    offers: parameters.offers,
    signal,
  })
  await client.journal.delete(preparedKey(assetId))
  return { assetId }
}

function isPublished(client: SaharaClient, assetId: AssetId) {
  return client.chain
    .readContract({
      address: addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'exists',
      args: [BigInt(assetId)],
      blockTag: 'finalized',
    })
    .catch(rethrowChainError)
}
