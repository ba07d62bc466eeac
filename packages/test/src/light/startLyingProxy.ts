import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export type RpcCall = { method: string; params?: unknown }

/** Asks what is behind the proxy itself. */
export type AskTruth = (call: RpcCall) => Promise<unknown>

/** What is answered in place of the truth. */
export type RpcLie = (
  call: RpcCall,
  truth: unknown,
  ask: AskTruth,
) => unknown | Promise<unknown>

export type LyingProxy = {
  url: string
  /** Lies from now on; undefined: tells the truth. */
  tell: (lie: RpcLie | undefined) => void
  close: () => Promise<void>
}

/** A server before a JSON-RPC that changes answers on their way. */
export async function startLyingProxy(target: string): Promise<LyingProxy> {
  let lie: RpcLie | undefined

  async function forward(body: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return (await response.json()) as Record<string, unknown>
  }
  const ask: AskTruth = async (call) =>
    (await forward({ jsonrpc: '2.0', id: 1, ...call })).result

  const server = createServer(async (request, response) => {
    const call = (await json(request)) as RpcCall
    const answer = await forward(call)
    if (lie && 'result' in answer)
      answer.result = await lie(call, answer.result, ask)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    tell: (told) => {
      lie = told
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
