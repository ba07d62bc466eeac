import { type AssetId, addresses } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import type { SaharaClient } from '../createSaharaClient.ts'
import { assetNotFound } from '../internal/assetNotFound.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

/**
 * The number of an asset's newest version at the final block.
 *
 * @throws {SaharaError} `ASSET_NOT_FOUND`, `CHAIN_UNREACHABLE`
 */
export async function getNewestVersion(
  client: SaharaClient,
  parameters: { assetId: AssetId },
): Promise<number> {
  const { assetId } = parameters
  const newest = await client.chain
    .readContract({
      address: addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'versionCount',
      args: [BigInt(assetId)],
      blockTag: 'finalized',
    })
    .catch(rethrowChainError)
  if (newest > 0) return newest
  throw assetNotFound(assetId)
}
