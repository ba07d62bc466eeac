import {
  type AssetDescription,
  type AssetId,
  addresses,
  SaharaError,
  toDescription,
} from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import type { BlobStore, SealAssetParameters } from '@sahara/vault'
import { encodeFunctionData, type Hex, type LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { anyHash } from '../internal/anyHash.ts'
import { createAssetStore } from '../internal/createAssetStore.ts'
import { estimateCost } from '../internal/estimateCost.ts'
import {
  digestsOf,
  preparedKey,
  readPrepared,
} from '../internal/preparePublication.ts'
import { prepareVersion } from '../internal/prepareVersion.ts'
import type { PublishProgress } from '../internal/publishProgress.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { versionNotNext } from '../internal/revertReasons.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { versionKey } from '../internal/versionKey.ts'
import { addVersion } from './addVersion.ts'
import { getNewestVersion } from './getNewestVersion.ts'
import { openAsset } from './openAsset.ts'

export type PublishVersionParameters = {
  /** Owns the asset. @default the client's account */
  account?: LocalAccount | undefined
  assetId: AssetId
  /** The number the version will have: one more than the newest. */
  version: number
  /**
   * Names this publication (32 random bytes). Save it before calling, with the
   * version: a call with the same two goes on and never adds another.
   */
  salt: Hex
  /** What changes in the description; the rest stays as it was. */
  description?: Partial<AssetDescription> | undefined
  /** @default those of the version before */
  terms?: string | undefined
  /** All files of the version. */
  files: SealAssetParameters['files']
  /** Where the encrypted blobs are kept. */
  store: BlobStore
  /** age identity that opens the owner's copies of content keys. */
  ownerIdentity?: (() => Promise<string>) | undefined
  /** age recipient of the owner, who can always open with its identity. */
  ownerRecipient: string
  /** age recipients of others who can always open, such as a safe's. */
  backupRecipients?: readonly string[] | undefined
  onProgress?: ((progress: PublishProgress) => void) | undefined
  crypto?: SealAssetParameters['crypto']
  signal?: AbortSignal | undefined
}

/**
 * Publishes a new version of an asset under a new content key. A file whose
 * content did not change keeps its blob and is not uploaded again. Buyers of
 * the asset can open it; offers and lineage stay as they are.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `ASSET_VERSION_NOT_NEXT`, also when
 * another program was faster: call again with the next number and a new salt;
 * `ASSET_NOT_ACTIVE`, `GAS_BALANCE_TOO_LOW`, `PUBLISH_KEEPERS_TOO_FEW`,
 * `METADATA_INVALID`, what `openAsset`, `sealAsset`, `uploadBlobs` and
 * `addVersion` throw
 */
export async function publishVersion(
  client: SaharaClient,
  parameters: PublishVersionParameters,
): Promise<{ assetId: AssetId; version: number }> {
  const account = requireAccount(client, parameters.account)
  const { assetId, version, salt, backupRecipients = [], signal } = parameters
  const named = { account, assetId, version, salt }
  const newest = await getNewestVersion(client, { assetId })
  const earlier = await readPrepared(client, named)
  // An earlier call came as far as the chain, or another program did.
  if (earlier && version <= newest)
    return register(client, named, digestsOf(earlier), signal)
  if (!earlier) await checkAllowed(client, named)

  const last = { ...parameters, version: version - 1 }
  const before = await openAsset(client, { ...last, account })
  const { kind, terms, parents } = before.metadata.sahara
  const prepared = await prepareVersion(client, {
    ...named,
    kind,
    parents,
    // Files that did not change may lie where the last version does.
    store: createAssetStore(client, last),
    signal,
    chainId: await client.chain.getChainId().catch(rethrowChainError),
    transaction: versionKey(assetId, version),
    description: {
      ...toDescription(before.metadata),
      ...parameters.description,
    },
    terms: parameters.terms ?? terms,
    files: parameters.files,
    previous: { schema: 1, files: before.files },
    ownerRecipients: [parameters.ownerRecipient, ...backupRecipients],
    onProgress: parameters.onProgress,
    crypto: parameters.crypto,
  })
  return register(client, named, prepared, signal)
}

type NamedVersion = {
  account: LocalAccount
  assetId: AssetId
  version: number
  salt: Hex
}

/** Adds what was prepared; whoever wins the number, that is then over. */
async function register(
  client: SaharaClient,
  named: NamedVersion,
  digests: { metadata: Hex; commitment: Hex },
  signal: AbortSignal | undefined,
): Promise<{ assetId: AssetId; version: number }> {
  const { account, assetId, version } = named
  try {
    await addVersion(client, { account, assetId, version, ...digests, signal })
  } catch (error) {
    if (SaharaError.isInstance(error) && error.code === versionNotNext.code)
      await client.journal.delete(preparedKey(named))
    throw error
  }
  await client.journal.delete(preparedKey(named))
  return { assetId, version }
}

/** Has the chain try it out, before anything is encrypted. */
async function checkAllowed(
  client: SaharaClient,
  { account, assetId, version }: NamedVersion,
): Promise<void> {
  await estimateCost(client, {
    account: account.address,
    to: addresses.assetRegistry,
    data: encodeFunctionData({
      abi: assetRegistryAbi,
      functionName: 'addVersion',
      // They are known after sealing; any others cost the same.
      args: [BigInt(assetId), version, anyHash(), anyHash()],
    }),
    value: 0n,
  }).catch(rethrowChainError)
}
