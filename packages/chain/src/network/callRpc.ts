import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'

const timeoutMs = 3_000

const answerSchema = z.object({ result: z.unknown() })

/**
 * One call of JSON-RPC, of geth or of CometBFT.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function callRpc(
  url: string,
  method: string,
  params: readonly unknown[] | Record<string, string>,
): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return answerSchema.parse(await response.json()).result
  } catch (cause) {
    throw new SaharaError(`${url} did not answer ${method}.`, {
      code: 'CHAIN_UNREACHABLE',
      hint: 'The node may be starting.',
      retryable: true,
      cause,
    })
  }
}
