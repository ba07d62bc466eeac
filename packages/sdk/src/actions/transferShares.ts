import { type AssetId, addresses } from '@sahara/protocol'
import { revenueSharesAbi } from '@sahara/protocol/abis'
import type { Address, Hash, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { write } from '../internal/write.ts'

export type TransferSharesParameters = {
  /** @default the client's account */
  account?: LocalAccount | undefined
  assetId: AssetId
  to: Address
  /** Of the 10,000 of the asset. */
  shares: number
  signal?: AbortSignal | undefined
}

/**
 * Gives revenue shares away. What was distributed before stays with the sender.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function transferShares(
  client: SaharaClient,
  parameters: TransferSharesParameters,
): Promise<{ transactionHash: Hash }> {
  const { transactionHash } = await write(client, {
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
  return { transactionHash }
}
