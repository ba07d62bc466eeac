import { addresses, SaharaError } from '@sahara/protocol'
import { revenueAbi } from '@sahara/protocol/abis'
import type { Address, Hash, Hex, LocalAccount } from 'viem'
import {
  type GetHeldPaymentReturnType,
  getHeldPayment,
} from '../actions/getHeldPayment.ts'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from './requireAccount.ts'
import { write } from './write.ts'

export type SettleHeldPaymentParameters = {
  /** Pays the gas. @default the client's account */
  account?: LocalAccount | undefined
  /** Who paid the purchase. @default the signing account */
  payer?: Address | undefined
  purchaseId: Hex
  signal?: AbortSignal | undefined
}

/** Ends the hold of a payment one way; if it ended that way already, says so. */
export async function settleHeldPayment(
  client: SaharaClient,
  parameters: SettleHeldPaymentParameters,
  way: 'release' | 'refund',
): Promise<{ payment: GetHeldPaymentReturnType; transactionHash: Hash }> {
  const account = requireAccount(client, parameters.account)
  const { purchaseId, payer = account.address, signal } = parameters
  const payment = await getHeldPayment(client, { purchaseId, payer })
  const { state, settledIn } = payment
  if (settledIn && state === (way === 'release' ? 'released' : 'refunded'))
    return { payment, transactionHash: settledIn }
  if (settledIn)
    throw new SaharaError(`The payment was ${state} already.`, {
      code: 'PAYMENT_NOT_HELD',
      hint: 'See `sahara purchases`.',
      details: { purchaseId, transactionHash: settledIn },
    })
  const { transactionHash } = await write(client, {
    account,
    address: addresses.revenue,
    abi: revenueAbi,
    functionName: way,
    args: [payment.purchase],
    signal,
  })
  return { payment, transactionHash }
}
