import { type AssetId, addresses, totalShares } from '@sahara/protocol'
import { royaltySplittersAbi } from '@sahara/protocol/abis'
import {
  getRoyalties,
  releaseRoyalties,
  rethrowChainError,
  type SaharaClient,
} from '@sahara/sdk'
import type { LocalAccount } from 'viem'

/** An asset whose royalties of resale may be revenue. */
export type RoyaltySource = {
  assetId: AssetId
  /** What the account holds of it. */
  shares: number
}

export type CollectedRoyalties = {
  releasedWei: bigint
  /** Whose part for the account is worth less than the gas, or nothing. */
  left: { assetId: AssetId; amountWei: bigint }[]
}

/**
 * Makes the royalties of resales that lie in splitters revenue of their assets,
 * where what comes of it for the account is worth the gas. Anyone can send dust
 * to a splitter, so that this is no way to spend another's gas. Gas is paid in
 * native SAHARA, which is worth as much.
 *
 * @param parameters.isAll also what is not worth its gas
 *
 * @throws {SaharaError} as `releaseRoyalties`
 */
export async function collectRoyalties(
  client: SaharaClient,
  parameters: {
    account: LocalAccount
    sources: readonly RoyaltySource[]
    isAll: boolean
    onStep: (text: string) => void
  },
): Promise<CollectedRoyalties> {
  const { account, sources, isAll, onStep } = parameters
  const left: CollectedRoyalties['left'] = []
  let releasedWei = 0n
  for (const { assetId, shares } of sources) {
    const amountWei = await getRoyalties(client, { assetId })
    if (amountWei === 0n) continue
    // More than this does not come of it: fee and ancestors take their part.
    const partWei = (amountWei * BigInt(shares)) / totalShares
    const isWorthIt =
      isAll || partWei > (await gasOfRelease(client, account, assetId))
    if (!isWorthIt) {
      left.push({ assetId, amountWei })
      continue
    }
    onStep(`Collecting royalties of resales of ${assetId.slice(0, 12)}`)
    const released = await releaseRoyalties(client, { account, assetId })
    releasedWei += released.releasedWei
  }
  return { releasedWei, left }
}

async function gasOfRelease(
  client: SaharaClient,
  account: LocalAccount,
  assetId: AssetId,
): Promise<bigint> {
  const [gas, gasPrice] = await Promise.all([
    client.chain.estimateContractGas({
      account,
      address: addresses.royaltySplitters,
      abi: royaltySplittersAbi,
      functionName: 'release',
      args: [BigInt(assetId)],
    }),
    client.chain.getGasPrice(),
  ]).catch(rethrowChainError)
  return gas * gasPrice
}
