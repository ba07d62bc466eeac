import { SaharaError } from '@sahara/protocol'
import { statusSchema } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type WaitForNodeParameters = {
  /** @default 30,000 */
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
}

const pollMs = 100

/**
 * Returns once the node has read the block that is final now, so that what it
 * answers next knows of everything this client has done.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_NOT_READY` (retryable),
 * `NODE_UNREACHABLE`, `CHAIN_UNREACHABLE`
 */
export async function waitForNode(
  client: SaharaClient,
  parameters: WaitForNodeParameters = {},
): Promise<void> {
  const { timeoutMs = 30_000, signal } = parameters
  const deadline = client.clock.now() + timeoutMs
  const final = await client.chain
    .getBlock({ blockTag: 'finalized' })
    .catch(rethrowChainError)
  for (;;) {
    const { block } = await requestNode(client, '/status', statusSchema)
    if (block !== null && BigInt(block) >= final.number) return
    signal?.throwIfAborted()
    if (client.clock.now() >= deadline)
      throw new SaharaError('The node lags behind the chain.', {
        code: 'NODE_NOT_READY',
        hint: 'Wait until its /ready answers 200, or use another node.',
        details: { nodeBlock: block ?? 0, finalBlock: final.number },
        retryable: true,
      })
    await client.clock.sleep(pollMs, signal)
  }
}
