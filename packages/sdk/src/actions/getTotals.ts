import { type AssetId, addresses } from '@sahara/protocol'
import { revenueAbi } from '@sahara/protocol/abis'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type GetTotalsReturnType = {
  /** What the asset was paid in all, the DAO's fee taken off. */
  netWei: bigint
  /** The part of it that `distribute` would credit now. */
  undistributedWei: bigint
}

/**
 * The income of an asset, from the chain, in wei of SAHARA.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function getTotals(
  client: SaharaClient,
  parameters: { assetId: AssetId },
): Promise<GetTotalsReturnType> {
  const { net, distributed } = await client.chain
    .readContract({
      address: addresses.revenue,
      abi: revenueAbi,
      functionName: 'totals',
      args: [BigInt(parameters.assetId)],
    })
    .catch(rethrowChainError)
  return { netWei: net, undistributedWei: net - distributed }
}
