import { faucetAnswerSchema } from '@sahara/protocol/api'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

export type RequestFundsReturnType = {
  /** Wei of SAHARA that came. */
  balanceWei: bigint
  /** Wei of the native coin that came, for gas. */
  gasWei: bigint
}

/**
 * Asks the node's faucet for SAHARA and gas, and returns once both are there
 * for good. Only local chains have one.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_FAUCET_REFUSED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`, `NODE_UNREACHABLE`
 */
export async function requestFunds(
  client: SaharaClient,
  parameters: { account: Address },
): Promise<RequestFundsReturnType> {
  const { token, native } = await requestNode(
    client,
    '/faucet',
    faucetAnswerSchema,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    },
  )
  return { balanceWei: BigInt(token), gasWei: BigInt(native) }
}
