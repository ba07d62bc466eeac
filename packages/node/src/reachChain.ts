import { SaharaError } from '@sahara/protocol'
import { BaseError } from 'viem'

/**
 * Reads from the chain for someone who asked this service.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE` (retryable)
 */
export async function reachChain<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    if (!(cause instanceof BaseError)) throw cause
    throw new SaharaError('The chain did not answer.', {
      code: 'CHAIN_UNREACHABLE',
      hint: 'Try again in a moment; the operator checks --rpc.',
      retryable: true,
      cause,
    })
  }
}
