import { type AssetId, addresses } from '@sahara/protocol'
import { royaltySplittersAbi, saharaTokenAbi } from '@sahara/protocol/abis'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

/**
 * What lies in the splitter of an asset, of sales of the asset itself, in wei
 * of SAHARA; native coin, which the splitter wraps, included.
 * `releaseRoyalties` makes it revenue.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function getRoyalties(
  client: SaharaClient,
  { assetId }: { assetId: AssetId },
): Promise<bigint> {
  const splitter = await client.chain
    .readContract({
      address: addresses.royaltySplitters,
      abi: royaltySplittersAbi,
      functionName: 'splitterOf',
      args: [BigInt(assetId)],
    })
    .catch(rethrowChainError)
  const [tokenWei, nativeWei] = await Promise.all([
    client.chain.readContract({
      address: addresses.token,
      abi: saharaTokenAbi,
      functionName: 'balanceOf',
      args: [splitter],
    }),
    client.chain.getBalance({ address: splitter }),
  ]).catch(rethrowChainError)
  return tokenWei + nativeWei
}
