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
import { requireAccount } from '../internal/requireAccount.ts'
import { sealAndDeposit } from '../internal/sealAndDeposit.ts'
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
 * Encrypts files, gives the key shares to keepers, uploads the blobs to the
 * client's node (if it has one) and publishes the asset. Interrupted and
 * called again with the same salt, it goes on; published, it returns.
 *
 * @throws {SaharaError} `PUBLISH_KEEPERS_TOO_FEW`, `METADATA_INVALID`, what
 * `sealAsset`, `uploadBlobs` and `publishAsset` throw
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
  // Sealed and deposited: from here on no secret is needed any more.
  const key = `publish:metadata:${assetId}`
  if (await isPublished(client, assetId)) {
    await client.journal.delete(key)
    return { assetId }
  }
  let text = await client.journal.get(key)
  if (text === undefined) {
    text = JSON.stringify(
      await sealAndDeposit(client, {
        ...parameters,
        account,
        assetId,
        chainId,
      }),
    )
    await client.journal.set(key, text)
  }

  const bytes = stringToBytes(text)
  const digest: Hex = sha256(bytes)
  const metadataCid = metadataCidOf(digest)
  await store.put(metadataCid, bytes)
  const { sahara } = parseMetadata(text)
  if (client.nodeUrl)
    await uploadBlobs(client, {
      account,
      store,
      roots: [...sahara.blobs, metadataCid],
      signal,
    })
  await publishAsset(client, {
    account,
    salt,
    kind: parameters.kind,
    metadata: digest,
    commitment: commitmentRootOf(sahara),
    parents: parameters.parents,
    contributors: parameters.contributors,
    offers: parameters.offers,
    signal,
  })
  await client.journal.delete(key)
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
