import { type AssetId, addresses } from '@sahara/protocol'
import { revenueSharesAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { refuseIdAccount } from '../internal/refuseIdAccount.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type TransferSharesParameters = SenderParameters & {
  assetId: AssetId
  to: Address
  /** Of the 10,000 of the asset. */
  shares: number
}

/**
 * Gives revenue shares away. What was distributed to the asset before stays
 * with the sender; all later income is the receiver's, also what descendants
 * had earned but not distributed: distribute that first to keep it.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `INPUT_INVALID` for a receiver that
 * could never claim, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function transferShares(
  client: SaharaClient,
  parameters: TransferSharesParameters,
): Promise<SentReturnType> {
  refuseIdAccount(parameters.to)
  return send(client, {
    account: parameters.account,
    address: addresses.revenueShares,
    abi: revenueSharesAbi,
    functionName: 'transfer',
    args: [
      parameters.to,
      BigInt(parameters.assetId),
      BigInt(parameters.shares),
    ],
    signal: parameters.signal,
  })
}
