import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { isIP } from 'node:net'
import { listenOn } from '@sahara/common'
import type { Engine } from '../engine/createEngine.ts'
import { handleRequest } from './handleRequest.ts'

/** The listening RPC. */
export type RpcServer = { url: string; close: () => Promise<void> }

const maxBodyBytes = 4 * 1024 * 1024
const maxConnections = 512
const maxConcurrentRequests = 128
const graceMs = 3_000

/**
 * The public RPC over HTTP.
 *
 * @throws {SaharaError} `COMMON_PORT_IN_USE`, `CONFIG_INVALID`
 */
export async function createRpcServer(parameters: {
  engine: Engine
  host: string
  port: number
}): Promise<RpcServer> {
  const { engine, host, port } = parameters
  let running = 0
  const server = createServer((request, response) => {
    if (running >= maxConcurrentRequests)
      return refuse(response, 503, 'too many requests at once; try again')
    running += 1
    answer(engine, host, request, response)
      .catch(() => response.destroy())
      .finally(() => {
        running -= 1
      })
  })
  server.maxConnections = maxConnections
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  const { url, close } = await listenOn(server, { host, port, graceMs })
  return { url, close }
}

async function answer(
  engine: Engine,
  host: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isAllowedHost(request.headers.host, host))
    return refuse(response, 403, 'this host name is not served')
  allowLocalOrigin(request, response)
  if (request.method === 'OPTIONS') return void response.writeHead(204).end()
  if (request.method !== 'POST')
    return refuse(response, 405, 'POST a JSON-RPC request')
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return refuse(response, 415, 'content-type must be application/json')
  const body = await readBody(request)
  if (body === undefined)
    return refuse(response, 413, `at most ${maxBodyBytes} bytes`)
  const result = await handleRequest(engine, body)
  response.writeHead(result ? 200 : 204, {
    'content-type': 'application/json',
  })
  response.end(result)
}

/**
 * A web page can make its own name point to 127.0.0.1; it cannot make a
 * browser send another name than its own. Addresses have no such owner.
 */
function isAllowedHost(header: string | undefined, host: string): boolean {
  if (header === undefined) return false
  const name = header.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
  return name === 'localhost' || name === host || isIP(name) !== 0
}

/** Pages served from this machine may read; no others. */
function allowLocalOrigin(
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { origin } = request.headers
  if (!origin || !URL.canParse(origin)) return
  const { hostname } = new URL(origin)
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-headers', 'content-type')
  response.setHeader('access-control-allow-methods', 'POST')
  response.setHeader('vary', 'origin')
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length
    if (size > maxBodyBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function refuse(
  response: ServerResponse,
  status: number,
  message: string,
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    connection: 'close',
  })
  response.end(
    JSON.stringify({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32600, message },
    }),
  )
}
