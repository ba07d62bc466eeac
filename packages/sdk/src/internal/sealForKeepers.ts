import {
  type AssetDescription,
  type AssetId,
  type Kind,
  type Metadata,
  type Relation,
  SaharaError,
  toMetadata,
} from '@sahara/protocol'
import {
  type BlobStore,
  commitKeyShares,
  contentKeyToBytes,
  encryptTo,
  newContentKey,
  type SealAssetParameters,
  sealAsset,
  sealKeyShares,
  splitContentKey,
} from '@sahara/vault'
import { type LocalAccount, stringToBytes } from 'viem'
import { checkKeepers } from '../actions/checkKeepers.ts'
import type { SaharaClient } from '../createSaharaClient.ts'
import type { PublishProgress } from './publishProgress.ts'

export type SealForKeepersParameters = {
  /** Publishes the asset, or owns it when a version is added. */
  account: LocalAccount
  assetId: AssetId
  chainId: number
  version: number
  kind: Kind
  parents: readonly { assetId: string; relation: Relation }[]
  /** Becomes the metadata document; public. */
  description: AssetDescription
  /** The licence terms as text or SPDX id. */
  terms: string
  files: SealAssetParameters['files']
  /** The version before, whose unchanged files keep their blobs. */
  previous?: SealAssetParameters['previous']
  store: BlobStore
  /** age recipients that can always open. */
  ownerRecipients: readonly string[]
  onProgress?: ((progress: PublishProgress) => void) | undefined
  crypto?: SealAssetParameters['crypto']
  signal?: AbortSignal | undefined
}

/** Key shares an asset has, and how many open it; by the keepers alive. */
const large = { count: 5, threshold: 3 } as const
const small = { count: 3, threshold: 2 } as const

/**
 * Encrypts the files under a new content key, deals that to keepers, and
 * writes the metadata. The key leaves this function only as key shares sealed
 * to keepers, and as the owner's copy.
 *
 * @throws {SaharaError} `PUBLISH_KEEPERS_TOO_FEW`, `METADATA_INVALID`, what
 *   `sealAsset` throws
 */
export async function sealForKeepers(
  client: SaharaClient,
  parameters: SealForKeepersParameters,
): Promise<{
  metadata: Metadata
  /** In the order of the metadata's key shares. */
  sealedShares: string[]
}> {
  const { assetId, version, signal } = parameters
  const checked = await checkKeepers(client)
  const live = checked.filter(({ takesDeposits }) => takesDeposits)
  const { count, threshold } = live.length >= large.count ? large : small
  if (live.length < count)
    throw new SaharaError(
      'Too few keepers answer and have room to publish safely.',
      {
        code: 'PUBLISH_KEEPERS_TOO_FEW',
        hint: 'Publish again when more of them run.',
        details: { alive: live.length, needed: count },
        retryable: true,
      },
    )
  const keepers = live.slice(0, count)

  const contentKey = await newContentKey()
  const sealed = await sealAsset({
    store: parameters.store,
    files: parameters.files,
    contentKey,
    previous: parameters.previous,
    onProgress: ({ bytes, totalBytes }) =>
      parameters.onProgress?.({ step: 'encrypt', bytes, totalBytes }),
    crypto: parameters.crypto,
    signal,
  })
  const key = contentKeyToBytes(contentKey)
  const shares = await splitContentKey({ key, threshold, count })
  const committed = commitKeyShares({
    assetId,
    version,
    manifest: sealed.manifestCid,
    threshold,
    key,
    shares,
    keepers,
  })
  const ownerKey = await encryptTo(
    parameters.ownerRecipients,
    stringToBytes(`${contentKey.identity}\n`),
  )
  const metadata = toMetadata({
    description: parameters.description,
    blobs: sealed.blobs,
    publisher: parameters.account.address,
    chainId: parameters.chainId,
    publishedAt: client.clock.now(),
    sahara: {
      ...committed,
      schema: 1,
      kind: parameters.kind,
      blobs: sealed.blobs.map(({ cid }) => cid),
      size: sealed.size,
      files: sealed.files,
      ownerKey: btoa(String.fromCharCode(...ownerKey)),
      terms: parameters.terms,
      parents: parameters.parents.map(({ assetId: parent, relation }) => ({
        assetId: parent,
        relation,
      })),
    },
  })
  const sealedShares = await sealKeyShares({
    block: committed,
    shares,
    keepers,
  })
  return { metadata, sealedShares }
}
