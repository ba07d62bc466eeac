import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'

/** `fetch` as browsers and Node have it. */
export type Fetch = typeof globalThis.fetch

const maxAnswerBytes = 65_536

/**
 * What an unsigned refusal may say. Whoever sits on the wire can write one, so
 * it can never accuse a keeper: `KEEPER_LIED` needs the keeper's signature.
 */
const refusals = [
  'KEEPER_ACCESS_DENIED',
  'KEEPER_BUSY',
  'KEEPER_DEPOSIT_REFUSED',
  'KEEPER_QUOTA_EXCEEDED',
  'KEEPER_REQUEST_INVALID',
  'KEEPER_SHARE_UNKNOWN',
  'KEEPER_UNPAID',
  'CHAIN_UNREACHABLE',
] as const
const problemSchema = z.object({
  code: z.string(),
  title: z.string().max(1_000),
  hint: z.string().max(1_000).optional(),
  retryable: z.boolean().optional(),
})

/**
 * Posts to a keeper and reads its answer, which is bounded and checked.
 *
 * @throws {SaharaError} the keeper's own code, or `KEEPER_UNREACHABLE`
 */
export async function postToKeeper<T>(parameters: {
  endpoint: string
  path: '/v1/deposits' | '/v1/handovers' | '/v1/requests' | '/v1/shreds'
  body: unknown
  schema: z.ZodType<T>
  timeoutMs: number
  fetch: Fetch
  signal?: AbortSignal | undefined
}): Promise<T> {
  const { endpoint, path, body, schema, timeoutMs, signal } = parameters
  try {
    const timeout = AbortSignal.timeout(timeoutMs)
    const response = await parameters.fetch(
      `${endpoint.replace(/\/+$/, '')}${path}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      },
    )
    const answer: unknown = JSON.parse(await readText(response))
    if (!response.ok) throw toError(answer, response.status)
    return schema.parse(answer)
  } catch (cause) {
    signal?.throwIfAborted()
    if (SaharaError.isInstance(cause)) throw cause
    throw new SaharaError(`The keeper at ${endpoint} did not answer.`, {
      code: 'KEEPER_UNREACHABLE',
      hint: 'Check that it runs and its endpoint is right.',
      retryable: true,
      details: { endpoint },
      cause,
    })
  }
}

async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for (;;) {
    const part = await reader?.read()
    if (part?.value === undefined) return text + decoder.decode()
    length += part.value.length
    if (length > maxAnswerBytes) {
      await reader?.cancel()
      throw new SaharaError('The answer of the keeper is too long.', {
        code: 'KEEPER_UNREACHABLE',
        hint: 'Check that the endpoint is that of a keeper.',
        details: { maxAnswerBytes },
      })
    }
    text += decoder.decode(part.value, { stream: true })
  }
}

function toError(answer: unknown, status: number): SaharaError {
  const problem = problemSchema.safeParse(answer)
  const code = refusals.find((known) => known === problem.data?.code)
  return new SaharaError(
    problem.success ? problem.data.title : `The keeper answered ${status}.`,
    {
      code: code ?? 'KEEPER_UNREACHABLE',
      hint: problem.data?.hint,
      retryable: problem.data?.retryable ?? status >= 500,
      details: { status },
    },
  )
}
