import { type AssetId, addresses } from '@sahara/protocol'
import { revenueAbi } from '@sahara/protocol/abis'
import type { Hash, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { write } from '../internal/write.ts'

export type DistributeParameters = {
  /** @default the client's account */
  account?: LocalAccount | undefined
  assetId: AssetId
  signal?: AbortSignal | undefined
}

/**
 * Credits what an asset earned to its ancestors and shares. Anyone may call;
 * calling twice changes nothing.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function distribute(
  client: SaharaClient,
  parameters: DistributeParameters,
): Promise<{ transactionHash: Hash }> {
  const { transactionHash } = await write(client, {
    account: parameters.account,
    address: addresses.revenue,
    abi: revenueAbi,
    functionName: 'distribute',
    args: [BigInt(parameters.assetId)],
    signal: parameters.signal,
  })
  return { transactionHash }
}
