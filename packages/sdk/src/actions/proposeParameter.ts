import type { Hex, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import type { ParameterChange } from '../internal/encodeCall.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { timelock, toParameterCall } from '../internal/toParameterCall.ts'
import { write } from '../internal/write.ts'

export type ProposeParameterParameters = {
  /** A proposer of the timelock. @default the client's account */
  account?: LocalAccount | undefined
  change: ParameterChange
  /** 32 bytes that tell this proposal from an equal one before. */
  salt: Hex
  signal?: AbortSignal | undefined
}

/**
 * Queues a change of a parameter in the timelock and says from when on it can
 * be executed. Called again with the same salt, it queues nothing more.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function proposeParameter(
  client: SaharaClient,
  parameters: ProposeParameterParameters,
): Promise<{ operationId: Hex; executableAt: bigint }> {
  const { call, operationId } = toParameterCall(
    parameters.change,
    parameters.salt,
  )
  const isQueued = await client.chain
    .readContract({
      ...timelock,
      functionName: 'isOperation',
      args: [operationId],
    })
    .catch(rethrowChainError)
  if (!isQueued) {
    const delay = await client.chain
      .readContract({
        ...timelock,
        functionName: 'getMinDelay',
      })
      .catch(rethrowChainError)
    await write(client, {
      account: parameters.account,
      ...timelock,
      functionName: 'schedule',
      args: [...call, delay],
      key: `propose:${operationId}`,
      signal: parameters.signal,
    })
  }
  const executableAt = await client.chain
    .readContract({
      ...timelock,
      functionName: 'getTimestamp',
      args: [operationId],
    })
    .catch(rethrowChainError)
  return { operationId, executableAt }
}
