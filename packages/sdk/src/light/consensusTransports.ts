import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

/** What a light client asks. Heights are decimal; without one it is the newest. */
export type ConsensusRequest =
  | { method: 'commit'; params: { height?: string } }
  | {
      method: 'validators'
      params: { height: string; page: string; per_page: string }
    }

/** Brings a light client what a node of the chain says; nothing of it is trusted. */
export type ConsensusTransport = (request: ConsensusRequest) => Promise<unknown>

/** Asks the platform's node, `/api/v1/consensus`. */
export function consensusOfNode(client: SaharaClient): ConsensusTransport {
  return ({ method, params }) =>
    requestNode(
      client,
      `/consensus/${method}?${new URLSearchParams(params)}`,
      z.unknown(),
    )
}

const answerSchema = z.union([
  z.object({ result: z.unknown().refine((one) => one !== undefined) }),
  z.object({ error: z.object({ data: z.string().optional() }) }),
])

/** Asks the RPC of CometBFT, which listens on the machine of the node only. */
export function consensusOfRpc(parameters: {
  url: string
  fetch: typeof fetch
  timeoutMs?: number
}): ConsensusTransport {
  const { url, timeoutMs = 10_000 } = parameters
  return async ({ method, params }) => {
    let answer: z.infer<typeof answerSchema>
    try {
      const response = await parameters.fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
        signal: AbortSignal.timeout(timeoutMs),
      })
      answer = answerSchema.parse(await response.json())
    } catch (cause) {
      throw new SaharaError('The RPC of CometBFT did not answer.', {
        code: 'CHAIN_UNREACHABLE',
        hint: 'Check that the node runs and the address is that of its port `consensus`.',
        retryable: true,
        cause,
      })
    }
    if ('result' in answer) return answer.result
    throw new SaharaError(
      `The node has no ${method} of this height: ${answer.error.data ?? 'it says not why'}.`,
      {
        code: 'LIGHT_BLOCK_MISSING',
        hint: 'It may lag behind: ask again in a moment, or name an older block.',
        retryable: true,
      },
    )
  }
}
