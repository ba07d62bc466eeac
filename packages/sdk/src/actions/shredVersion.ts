import {
  type AssetId,
  addresses,
  metadataCidOf,
  parseMetadata,
} from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import {
  type BlobStore,
  type CollectShredReceiptsReturnType,
  collectShredReceipts,
} from '@sahara/vault'
import type { SaharaClient } from '../createSaharaClient.ts'
import { createAssetStore } from '../internal/createAssetStore.ts'
import { readEndpoints } from '../internal/readEndpoints.ts'
import { readVersion } from '../internal/readVersion.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { type SenderParameters, write } from '../internal/write.ts'

export type ShredVersionParameters = SenderParameters & {
  assetId: AssetId
  version: number
  /** Keeps the metadata, which names the keepers. */
  store: BlobStore
}

export type ShredVersionReturnType = CollectShredReceiptsReturnType

/**
 * Orders the key shares of a version dropped, for good, and collects the
 * keepers' receipts: once a newer version is there or the asset is retired, and
 * its last buyers had the time of their refund window, or at least that of a
 * challenge. Who opened it keeps what they have; who bought it and did
 * not can never. Called again, it asks the keepers again: those that were away
 * drop theirs when they are back.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `TRANSACTION_REVERTED` for who is not the owner, `VERSION_STILL_SOLD`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`, `METADATA_INVALID`, `BLOB_NOT_FOUND`, `CHAIN_UNREACHABLE`
 */
export async function shredVersion(
  client: SaharaClient,
  parameters: ShredVersionParameters,
): Promise<ShredVersionReturnType> {
  const { account, assetId, version, signal } = parameters
  const name = { assetId, version }
  const { metadata: digest } = await readVersion(client, name)
  // Before the order: without its keepers it would be half done.
  const store = createAssetStore(client, parameters)
  const metadata = await store.get(metadataCidOf(digest))
  const { keyShares } = parseMetadata(metadata, name).sahara
  const call = {
    address: addresses.keepers,
    abi: keepersAbi,
    args: [BigInt(assetId), version],
  } as const
  const isOrdered = await client.chain
    .readContract({
      ...call,
      functionName: 'isShredded',
      blockTag: 'finalized',
    })
    .catch(rethrowChainError)
  if (!isOrdered)
    await write(client, { ...call, account, functionName: 'shred', signal })
  const keepers = await readEndpoints(client, keyShares)
  return collectShredReceipts({
    ...name,
    keepers: keepers.flatMap(({ successor, ...keeper }) =>
      successor ? [keeper, successor] : [keeper],
    ),
    chainId: await client.chain.getChainId().catch(rethrowChainError),
    fetch: client.fetch,
    signal,
  })
}
