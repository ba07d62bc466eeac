import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { timelock, toParameterCall } from '../internal/toParameterCall.ts'
import { write } from '../internal/write.ts'
import type { ProposeParameterParameters } from './proposeParameter.ts'

/** The same as for `proposeParameter`, by an executor of the timelock. */
export type ExecuteParameterParameters = ProposeParameterParameters

/**
 * Makes a queued change once its delay is over. What was executed before is
 * not executed again.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED` (before `executableAt` too),
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function executeParameter(
  client: SaharaClient,
  parameters: ExecuteParameterParameters,
): Promise<void> {
  const { call, operationId } = toParameterCall(
    parameters.change,
    parameters.salt,
  )
  const isDone = await client.chain
    .readContract({
      ...timelock,
      functionName: 'isOperationDone',
      args: [operationId],
    })
    .catch(rethrowChainError)
  if (isDone) return
  await write(client, {
    account: parameters.account,
    ...timelock,
    functionName: 'execute',
    args: call,
    key: `execute:${operationId}`,
    signal: parameters.signal,
  })
}
