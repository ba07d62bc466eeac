import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { createPublicClient } from 'viem'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createChainTransport } from './createChainTransport.ts'

/** As geth 1.17.5 says it, right after kill -9 and a start. */
const indexIsBehind = {
  code: -32_000,
  message:
    'failed to retrieve log value pointer after last block 4: failed to retrieve log value pointer of block 5: leveldb: not found',
}

let server: Server
let failures: number
let asked: string[]
beforeEach(async () => {
  asked = []
  server = createServer(async (request, response) => {
    const { id, method } = (await json(request)) as {
      id: number
      method: string
    }
    asked.push(method)
    failures -= 1
    const answer =
      failures >= 0
        ? { error: indexIsBehind }
        : { result: method === 'eth_getLogs' ? [] : '0x5' }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  server.close()
})

const client = () => {
  const { port } = server.address() as AddressInfo
  const transport = createChainTransport(
    `http://127.0.0.1:${port}`,
    async () => {},
  )
  return createPublicClient({ transport, cacheTime: 0 })
}

describe('createChainTransport', () => {
  test('behavior: asks for logs again while geth has no index of the newest block', async () => {
    failures = 2
    expect(await client().getLogs({ fromBlock: 0n, toBlock: 4n })).toEqual([])
    expect(asked).toEqual(['eth_getLogs', 'eth_getLogs', 'eth_getLogs'])
  })

  test('behavior: asks once for anything else', async () => {
    failures = 1
    await expect(client().getBlockNumber()).rejects.toMatchObject({
      cause: { code: -32_000 },
    })
    expect(asked).toEqual(['eth_blockNumber'])
  })
})
