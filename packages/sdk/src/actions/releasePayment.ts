import type { Hash } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SettleHeldPaymentParameters,
  settleHeldPayment,
} from '../internal/settleHeldPayment.ts'

export type ReleasePaymentParameters = SettleHeldPaymentParameters

export type ReleasePaymentReturnType = {
  /** Wei of SAHARA. Before the fee. */
  releasedWei: bigint
  transactionHash: Hash
}

/**
 * Lets a held payment become the asset's, once the time for a refund is over.
 * Anyone may call; called again it tells the same.
 *
 * @throws {SaharaError} `PAYMENT_NOT_HELD`, `PAYMENT_NOT_RELEASABLE`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function releasePayment(
  client: SaharaClient,
  parameters: ReleasePaymentParameters,
): Promise<ReleasePaymentReturnType> {
  const { payment, transactionHash } = await settleHeldPayment(
    client,
    parameters,
    'release',
  )
  return { releasedWei: payment.amountWei, transactionHash }
}
