import {
  type AssetId,
  type Metadata,
  SaharaError,
  toMetadata,
} from '@sahara/protocol'
import {
  contentKeyToBytes,
  depositKeyShares,
  encryptTo,
  keyCommitmentOf,
  newContentKey,
  sealAsset,
  splitContentKey,
} from '@sahara/vault'
import { type LocalAccount, stringToBytes } from 'viem'
import { checkKeepers } from '../actions/checkKeepers.ts'
import type { PublishParameters } from '../actions/publish.ts'
import type { SaharaClient } from '../createSaharaClient.ts'

/** Key shares an asset has, and how many open it; by the keepers alive. */
const large = { count: 5, threshold: 3 } as const
const small = { count: 3, threshold: 2 } as const

/**
 * Encrypts the files under a new content key, gives its shares to keepers, and
 * writes the metadata. The key leaves this function only in those shares and
 * as the owner's copy.
 */
export async function sealAndDeposit(
  client: SaharaClient,
  parameters: PublishParameters & {
    account: LocalAccount
    assetId: AssetId
    chainId: number
  },
): Promise<Metadata> {
  const { account, assetId, chainId, salt, signal } = parameters
  const live = (await checkKeepers(client)).filter(({ alive }) => alive)
  const { count, threshold } = live.length >= large.count ? large : small
  if (live.length < count)
    throw new SaharaError('Too few keepers answer to publish safely.', {
      code: 'PUBLISH_KEEPERS_TOO_FEW',
      hint: 'Publish again when more of them run.',
      details: { alive: live.length, needed: count },
      retryable: true,
    })
  const keepers = live
    .slice(0, count)
    .map((keeper) => ({ ...keeper, epoch: Number(keeper.epoch) }))

  const contentKey = await newContentKey()
  const sealed = await sealAsset({
    store: parameters.store,
    files: parameters.files,
    contentKey,
    onProgress: parameters.onProgress,
    crypto: parameters.crypto,
    signal,
  })
  const key = contentKeyToBytes(contentKey)
  const deposits = await depositKeyShares({
    keepers,
    shares: await splitContentKey({ key, threshold, count }),
    assetId,
    version: 1,
    salt,
    account,
    chainId,
    fetch: client.fetch,
    signal,
  })
  const ownerKey = await encryptTo(
    [parameters.ownerRecipient, ...(parameters.backupRecipients ?? [])],
    stringToBytes(`${contentKey.identity}\n`),
  )
  return toMetadata({
    description: parameters.description,
    blobs: sealed.blobs,
    publisher: account.address,
    chainId,
    publishedAt: client.clock.now(),
    sahara: {
      schema: 1,
      kind: parameters.kind,
      assetId,
      version: 1,
      manifest: sealed.manifestCid,
      blobs: sealed.blobs.map(({ cid }) => cid),
      size: sealed.size,
      files: sealed.files,
      threshold,
      keyCommitment: keyCommitmentOf({ assetId, version: 1, key }),
      keyShares: deposits.map(({ index, keeper, epoch, shareHash }) => ({
        index,
        keeper,
        epoch,
        hash: shareHash,
      })),
      ownerKey: btoa(String.fromCharCode(...ownerKey)),
      terms: parameters.terms,
      parents: (parameters.parents ?? []).map((parent) => ({
        assetId: parent.assetId,
        relation: parent.relation,
      })),
    },
  })
}
