import { type AssetId, addresses } from '@sahara/protocol'
import { revenueAbi } from '@sahara/protocol/abis'
import { encodeFunctionData, type Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { raiseAllowance } from '../internal/allowance.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { sendTransaction } from '../internal/sendTransaction.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

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
  // Nothing on chain names this payment, so its transaction stays in the
  // journal: called again, this waits for the first.
  const { transactionHash } = await sendTransaction(client, {
    account,
    to: addresses.revenue,
    data: encodeFunctionData({
      abi: revenueAbi,
      functionName: 'pay',
      args: [BigInt(assetId), amountWei],
    }),
    key,
    signal,
  })
  return { transactionHash }
}
