import { Agent, request } from 'node:http'
import { SaharaError } from '@sahara/protocol'

/** Calls of one anvil. */
export type RpcClient = {
  /** One call; the result as parsed JSON. Throws {@link RpcError}. */
  call: (method: string, params?: unknown[]) => Promise<unknown>
  /** Sends a JSON-RPC request as it is and returns the answer's bytes. */
  forward: (body: string) => Promise<Buffer>
  close: () => void
}

/** anvil answered with an error. */
export class RpcError extends Error {
  readonly rpcCode: number
  readonly data: unknown
  constructor(error: { code: number; message: string; data?: unknown }) {
    super(error.message)
    this.name = 'RpcError'
    this.rpcCode = error.code
    this.data = error.data
  }
}

const maxAnswerBytes = 64 * 1024 * 1024

/** A JSON-RPC client for one anvil on loopback. */
export function createRpcClient(parameters: {
  port: number
  timeoutMs: number
}): RpcClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })

  function forward(body: string): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    const timer = setTimeout(
      () => outgoing.destroy(unreachable('it took too long')),
      parameters.timeoutMs,
    )
    const outgoing = request(
      {
        agent,
        host: '127.0.0.1',
        port: parameters.port,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (incoming) => {
        const chunks: Buffer[] = []
        let size = 0
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size > maxAnswerBytes) incoming.destroy(tooLarge())
          else chunks.push(chunk)
        })
        incoming.on('end', () => resolve(Buffer.concat(chunks)))
        incoming.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
    return promise
      .catch((cause: unknown) => {
        throw SaharaError.isInstance(cause) ? cause : unreachable(cause)
      })
      .finally(() => clearTimeout(timer))
  }

  return {
    forward,
    close: () => agent.destroy(),
    call: async (method, params = []) => {
      const answer = JSON.parse(
        (
          await forward(
            JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
          )
        ).toString(),
      )
      if (answer.error) throw new RpcError(answer.error)
      return answer.result
    },
  }
}

function unreachable(cause: unknown): SaharaError {
  return new SaharaError('The embedded chain did not answer.', {
    code: 'CHAIN_UNREACHABLE',
    hint: 'It restarts by itself; try again.',
    retryable: true,
    cause,
  })
}

function tooLarge(): SaharaError {
  return new SaharaError('The answer is too large.', {
    code: 'INPUT_INVALID',
    hint: 'Ask for fewer blocks at a time.',
  })
}
