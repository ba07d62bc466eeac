import { type AssetId, addresses } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from './toChainError.ts'

/** What the chain says of a version at the final block; zeros for none. */
export function readVersion(
  client: SaharaClient,
  parameters: { assetId: AssetId; version: number },
): Promise<{ metadata: Hex; commitment: Hex }> {
  return client.chain
    .readContract({
      address: addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'versionOf',
      args: [BigInt(parameters.assetId), parameters.version],
      blockTag: 'finalized',
    })
    .catch(rethrowChainError)
}
