import type { Hash } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SettleHeldPaymentParameters,
  settleHeldPayment,
} from '../internal/settleHeldPayment.ts'

export type RefundPaymentParameters = SettleHeldPaymentParameters

export type RefundPaymentReturnType = {
  /** Wei of SAHARA. All that was paid, fee included. */
  refundedWei: bigint
  transactionHash: Hash
}

/**
 * Gives a held payment back to who paid it and takes the licence back, once the
 * key is proven bad (`proveKeyFault`). Anyone may call; called again it tells
 * the same.
 *
 * @throws {SaharaError} `PAYMENT_NOT_HELD`, `KEY_NOT_FAULTY`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function refundPayment(
  client: SaharaClient,
  parameters: RefundPaymentParameters,
): Promise<RefundPaymentReturnType> {
  const { payment, transactionHash } = await settleHeldPayment(
    client,
    parameters,
    'refund',
  )
  return { refundedWei: payment.amountWei, transactionHash }
}
