import type { AssetDescription, AssetId } from '@sahara/protocol'
import type { BlobStore, SealAssetParameters } from '@sahara/vault'
import type { SaharaClient } from '../createSaharaClient.ts'
import { preparedKey } from '../internal/preparePublication.ts'
import { prepareVersion } from '../internal/prepareVersion.ts'
import { publicationKey } from '../internal/publicationKey.ts'
import type { PublishProgress } from '../internal/publishProgress.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { getPublication } from './getPublication.ts'
import { type PublishAssetParameters, publishAsset } from './publishAsset.ts'

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
  onProgress?: ((progress: PublishProgress) => void) | undefined
  crypto?: SealAssetParameters['crypto']
}

/**
 * Encrypts files, uploads the blobs to the client's node (if it has one),
 * gives the key shares to keepers and publishes the asset. Interrupted and
 * called again with the same salt, it goes on; published, it returns.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `PUBLISH_KEEPERS_TOO_FEW`,
 * `METADATA_INVALID`, what `sealAsset`, `uploadBlobs`, `depositKeyShares` and
 * `publishAsset` throw
 */
export async function publish(
  client: SaharaClient,
  parameters: PublishParameters,
): Promise<{ assetId: AssetId }> {
  const account = requireAccount(client, parameters.account)
  const { ownerRecipient, backupRecipients = [], ...rest } = parameters
  const { salt } = parameters
  const { assetId, state } = await getPublication(client, {
    account: account.address,
    salt,
  })
  if (state !== 'final') {
    const version = await prepareVersion(client, {
      ...rest,
      account,
      assetId,
      chainId: await client.chain.getChainId().catch(rethrowChainError),
      version: 1,
      transaction: publicationKey(assetId),
      parents: parameters.parents ?? [],
      ownerRecipients: [ownerRecipient, ...backupRecipients],
    })
    await publishAsset(client, { ...rest, account, ...version })
  }
  await client.journal.delete(preparedKey({ assetId, version: 1, salt }))
  return { assetId }
}
