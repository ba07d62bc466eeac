import { type HttpTransport, http, RpcError } from 'viem'

/** What geth answers when it is at fault itself (JSON-RPC 2.0, 5.1: a server's own codes). */
const serverError = -32_000
const pauseMs = 200
const mostRepeats = 10

/**
 * JSON-RPC over HTTP. Logs are asked for again when the server is at fault: for
 * some moments after a crash geth looks for them in an index that lacks the
 * newest block, and says `leveldb: not found`.
 */
export function createChainTransport(
  url: string,
  sleep: (ms: number) => Promise<void>,
): HttpTransport {
  const transport = http(url)
  return (options) => {
    const inner = transport(options)
    async function request(args: { method: string }): Promise<unknown> {
      for (let repeats = 0; ; repeats++)
        try {
          return await inner.request(args)
        } catch (error) {
          const isBehind =
            args.method === 'eth_getLogs' &&
            error instanceof RpcError &&
            error.code === serverError
          if (!isBehind || repeats === mostRepeats) throw error
          await sleep(pauseMs)
        }
    }
    return { ...inner, request: request as typeof inner.request }
  }
}
