import {
  type AssetId,
  addresses,
  type Metadata,
  metadataCidOf,
  parseMetadata,
  SaharaError,
} from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import {
  type BlobStore,
  contentKeyFromBytes,
  type KeeperFault,
  type ManifestFile,
  type OpenFileParameters,
  openFile,
  openManifest,
  requestKeyShares,
} from '@sahara/vault'
import { isAddressEqual, type LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { createAssetStore } from '../internal/createAssetStore.ts'
import { openOwnerKey } from '../internal/openOwnerKey.ts'
import { readVersion } from '../internal/readVersion.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { toKeeperRequest } from '../internal/toKeeperRequest.ts'
import { getNewestVersion } from './getNewestVersion.ts'

export type OpenAssetParameters = {
  /** May open the asset. @default the client's account */
  account?: LocalAccount | undefined
  assetId: AssetId
  /** @default the newest */
  version?: number | undefined
  /** Keeps what is fetched from the node, or from where the owner lists it. */
  store: BlobStore
  /**
   * age identity (`AGE-SECRET-KEY-1…`) that owners' copies of content keys are
   * encrypted to. Asked for when the account owns or published the asset, which
   * it then opens without the keepers.
   */
  ownerIdentity?: (() => Promise<string>) | undefined
  crypto?: OpenFileParameters['crypto']
  signal?: AbortSignal | undefined
}

export type OpenAssetReturnType = {
  metadata: Metadata
  version: number
  files: ManifestFile[]
  /** Keepers that gave no valid key share, and why. */
  faults: KeeperFault[]
  /** The content of a file, or a range of it, verified as it is read. */
  read: (
    file: ManifestFile,
    range?: { offset?: number; length?: number },
  ) => AsyncGenerator<Uint8Array>
}

/**
 * Opens an asset: asks the keepers for their key shares, checks them against
 * the chain, and decrypts the manifest. Files are fetched as they are read.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `ASSET_NOT_FOUND`,
 * `KEEPER_ACCESS_DENIED`, `KEEPER_LIED`, `KEEPER_UNREACHABLE`,
 * `KEY_SHARES_TOO_FEW`, `KEY_COMMITMENT_MISMATCH`, `METADATA_INVALID`,
 * `MANIFEST_INVALID`, `BLOB_INVALID`, `BLOB_NOT_FOUND`, `CHAIN_UNREACHABLE`
 */
export async function openAsset(
  client: SaharaClient,
  parameters: OpenAssetParameters,
): Promise<OpenAssetReturnType> {
  const account = requireAccount(client, parameters.account)
  const { assetId, signal, crypto } = parameters
  const newest = await getNewestVersion(client, { assetId })
  const version = parameters.version ?? newest
  if (version < 1 || version > newest)
    throw new SaharaError('The asset has no such version.', {
      code: 'ASSET_NOT_FOUND',
      hint: `Its newest version is ${newest}.`,
      details: { assetId, version, newest },
    })
  const { metadata: digest, commitment } = await readVersion(client, {
    assetId,
    version,
  })
  const store = createAssetStore(client, { ...parameters, version })
  const metadata = parseMetadata(await store.get(metadataCidOf(digest)), {
    assetId,
    version,
  })
  const { sahara: block } = metadata
  const ownKey =
    parameters.ownerIdentity && (await isOwnersCopy(client, assetId, account))
      ? await openOwnerKey({
          block,
          commitment,
          identity: await parameters.ownerIdentity(),
        })
      : undefined
  const { key, faults } = ownKey
    ? { key: ownKey, faults: [] }
    : await requestKeyShares(
        await toKeeperRequest(client, { account, block, commitment, signal }),
      )
  const { identity } = await contentKeyFromBytes(key)
  const { files } = await openManifest({
    store,
    manifestCid: block.manifest,
    identity,
    signal,
  })
  return {
    metadata,
    version,
    files,
    faults,
    read: (file, range) => openFile({ store, file, ...range, crypto, signal }),
  }
}

/** Only who owned the asset once can have a copy of its key. */
async function isOwnersCopy(
  client: SaharaClient,
  assetId: AssetId,
  account: LocalAccount,
): Promise<boolean> {
  const contract = {
    address: addresses.assetRegistry,
    abi: assetRegistryAbi,
    args: [BigInt(assetId)],
  } as const
  const [owner, publisher] = await Promise.all([
    client.chain.readContract({ ...contract, functionName: 'ownerOf' }),
    client.chain.readContract({ ...contract, functionName: 'publisherOf' }),
  ]).catch(rethrowChainError)
  return [owner, publisher].some((one) => isAddressEqual(one, account.address))
}
