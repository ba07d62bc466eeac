import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'

const statusSchema = z.object({
  result: z.object({ pending: z.templateLiteral(['0x', z.string()]) }),
})

/** What the bridge asks of geth's pool, over its public port. */
export type PoolClient = {
  /** How many transactions could be taken now. Answers once the pool is ready. */
  countWaiting: () => Promise<number>
}

/** A client of geth's transaction pool; it throws `ENGINE_UNREACHABLE`. */
export function createPoolClient(parameters: {
  url: string
  timeoutMs: number
}): PoolClient {
  const { url, timeoutMs } = parameters
  return {
    countWaiting: async () => {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"jsonrpc":"2.0","id":1,"method":"txpool_status","params":[]}',
          signal: AbortSignal.timeout(timeoutMs),
        })
        const { result } = statusSchema.parse(await response.json())
        return Number(result.pending)
      } catch (cause) {
        throw new SaharaError('The pool of geth did not answer.', {
          code: 'ENGINE_UNREACHABLE',
          hint: 'It may be starting; look at its log in the data folder.',
          retryable: true,
          cause,
        })
      }
    },
  }
}
