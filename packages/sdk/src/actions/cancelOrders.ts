import { addresses } from '@sahara/protocol'
import { exchangeAbi } from '@sahara/protocol/abis'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type CancelOrdersParameters = SenderParameters & {
  /** Of the orders to end; 'all' ends every order signed so far. */
  nonces: readonly bigint[] | 'all'
}

/**
 * Ends orders of the account for good. Until this is final they can be filled.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function cancelOrders(
  client: SaharaClient,
  parameters: CancelOrdersParameters,
): Promise<SentReturnType> {
  const { account, nonces, signal } = parameters
  const call =
    nonces === 'all'
      ? { functionName: 'cancelAll', args: [] }
      : { functionName: 'cancel', args: [nonces] }
  return send(client, {
    account,
    address: addresses.exchange,
    abi: exchangeAbi,
    ...call,
    signal,
  })
}
