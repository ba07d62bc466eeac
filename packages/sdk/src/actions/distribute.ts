import { type AssetId, addresses } from '@sahara/protocol'
import { revenueAbi } from '@sahara/protocol/abis'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type DistributeParameters = SenderParameters & {
  assetId: AssetId
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
): Promise<SentReturnType> {
  return send(client, {
    account: parameters.account,
    address: addresses.revenue,
    abi: revenueAbi,
    functionName: 'distribute',
    args: [BigInt(parameters.assetId)],
    signal: parameters.signal,
  })
}
