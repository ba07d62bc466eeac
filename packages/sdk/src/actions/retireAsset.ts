import { type AssetId, addresses } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import type { Hash, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { write } from '../internal/write.ts'

export type RetireAssetParameters = {
  /** @default the client's account */
  account?: LocalAccount | undefined
  assetId: AssetId
  signal?: AbortSignal | undefined
}

/**
 * Ends new sales of an asset for ever; bought access stays. Owner only.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function retireAsset(
  client: SaharaClient,
  parameters: RetireAssetParameters,
): Promise<{ transactionHash: Hash }> {
  const { transactionHash } = await write(client, {
    account: parameters.account,
    address: addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'retire',
    args: [BigInt(parameters.assetId)],
    signal: parameters.signal,
  })
  return { transactionHash }
}
