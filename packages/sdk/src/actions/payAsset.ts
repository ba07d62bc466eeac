import { type AssetId, addresses } from '@sahara/protocol'
import { revenueAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { raiseAllowance } from '../internal/allowance.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type PayAssetParameters = SenderParameters & {
  assetId: AssetId
  /** Wei of SAHARA; the DAO's fee is part of it. */
  amountWei: bigint
  /**
   * Names this payment (32 random bytes). Save it before calling: called again
   * with the same and one journal, it pays nothing more.
   */
  paymentId: Hex
}

/**
 * Pays into the revenue of an asset, as a sale does: its ancestors and its
 * shares get their parts. The payer gets no licence for it.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `TOKEN_BALANCE_TOO_LOW`, `ASSET_NOT_FOUND`, `CHAIN_UNREACHABLE`,
 * `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function payAsset(
  client: SaharaClient,
  parameters: PayAssetParameters,
): Promise<SentReturnType> {
  const { assetId, amountWei, paymentId, signal } = parameters
  const account = requireAccount(client, parameters.account)
  const key = `pay:${paymentId}`
  await raiseAllowance(client, {
    account,
    spender: addresses.revenue,
    amountWei,
    operation: key,
    signal,
  })
  return send(client, {
    account,
    address: addresses.revenue,
    abi: revenueAbi,
    functionName: 'pay',
    args: [BigInt(assetId), amountWei],
    key,
    isKept: true,
    signal,
  })
}
