import { SaharaError } from '@sahara/protocol'
import type { PublicClient } from 'viem'

/**
 * The id of the chain that a service shall work on, before it starts.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE` (retryable)
 */
export async function readChainId(
  chain: Pick<PublicClient, 'getChainId'>,
  rpcUrl: string,
): Promise<number> {
  return chain.getChainId().catch((cause: unknown) => {
    throw new SaharaError(`The chain at ${rpcUrl} did not answer.`, {
      code: 'CHAIN_UNREACHABLE',
      hint: 'Start the chain first, or check --rpc.',
      retryable: true,
      cause,
    })
  })
}
