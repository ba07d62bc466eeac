import { type AssetId, addresses, SaharaError } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import type { Hex, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { readVersion } from '../internal/readVersion.ts'
import { versionNotNext } from '../internal/revertReasons.ts'
import { versionKey } from '../internal/versionKey.ts'
import { write } from '../internal/write.ts'
import { getNewestVersion } from './getNewestVersion.ts'

export type AddVersionParameters = {
  /** Owns the asset. @default the client's account */
  account?: LocalAccount | undefined
  assetId: AssetId
  /** The number it will have: one more than the newest. */
  version: number
  /** sha2-256 digest of the metadata document. */
  metadata: Hex
  /** Merkle root of the key commitments. */
  commitment: Hex
  signal?: AbortSignal | undefined
}

/**
 * Registers a new version of an asset. Owner only. A version that was
 * registered before with the same metadata is returned as it is. Of two
 * programs that add the same number, the chain takes one.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `ASSET_VERSION_NOT_NEXT`, `ASSET_NOT_FOUND`, `ASSET_NOT_ACTIVE`,
 * `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`,
 * `CHAIN_UNREACHABLE`
 */
export async function addVersion(
  client: SaharaClient,
  parameters: AddVersionParameters,
): Promise<{ version: number }> {
  const { account, assetId, version, metadata, commitment } = parameters
  const newest = await getNewestVersion(client, { assetId })
  if (version > newest)
    await write(client, {
      account,
      address: addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'addVersion',
      args: [BigInt(assetId), version, metadata, commitment],
      key: versionKey(assetId, version),
      signal: parameters.signal,
    })
  const made = await readVersion(client, { assetId, version })
  if (made.metadata === metadata.toLowerCase()) return { version }
  const { message, ...reason } = versionNotNext
  throw new SaharaError(message, { ...reason, details: { assetId, version } })
}
