import { type AssetId, addresses } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type RetireAssetParameters = SenderParameters & {
  assetId: AssetId
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
): Promise<SentReturnType> {
  return send(client, {
    account: parameters.account,
    address: addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'retire',
    args: [BigInt(parameters.assetId)],
    signal: parameters.signal,
  })
}
