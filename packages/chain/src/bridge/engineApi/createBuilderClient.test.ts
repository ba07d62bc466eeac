import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zeroAddress, zeroHash } from 'viem'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBuilderClient } from './createBuilderClient.ts'

const parent = { number: 6n, hash: zeroHash, timestamp: 1n }
const attributes = {
  timestamp: 2n,
  prevRandao: zeroHash,
  feeRecipient: zeroAddress,
  withdrawals: [],
  parentBeaconBlockRoot: zeroHash,
} as const

const payload = {
  parentHash: zeroHash,
  feeRecipient: zeroAddress,
  stateRoot: zeroHash,
  receiptsRoot: zeroHash,
  logsBloom: '0x00',
  prevRandao: zeroHash,
  blockNumber: '0x7',
  gasLimit: '0x10',
  gasUsed: '0x5',
  timestamp: '0x2',
  extraData: '0x',
  baseFeePerGas: '0x7',
  blockHash: zeroHash,
  blobGasUsed: '0x0',
  excessBlobGas: '0x0',
  withdrawals: [],
  transactions: ['0x02aa'],
}

describe('createBuilderClient', () => {
  let folder: string
  let path: string
  let server: Server
  const asked: unknown[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sahara-builder-'))
    path = join(folder, 'geth.ipc')
  })
  afterEach(async () => {
    server?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Answers as geth does: in pieces, and without ending the line. */
  async function answer(said: object): Promise<void> {
    server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (data) => {
        asked.push(JSON.parse(data.toString()))
        const text = `${JSON.stringify({ jsonrpc: '2.0', id: 1, ...said })}\n`
        socket.write(text.slice(0, 30))
        setImmediate(() => socket.write(text.slice(30)))
      })
    })
    server.listen(path)
    await once(server, 'listening')
  }

  const client = (timeoutMs = 10_000) =>
    createBuilderClient({ path, timeoutMs })

  test('default: a block, with what the pool has', async () => {
    await answer({
      result: { executionPayload: payload, executionRequests: ['0x00'] },
    })
    expect(await client().build(parent, attributes)).toMatchObject({
      payload: { blockNumber: 7n, transactions: ['0x02aa'] },
      executionRequests: ['0x00'],
    })
    expect(asked.at(-1)).toMatchObject({
      method: 'testing_buildBlockV1',
      params: [zeroHash, { timestamp: '0x2' }, null],
    })
    await client().build(parent, attributes, ['0x02aa'])
    expect(asked.at(-1)).toMatchObject({
      params: [zeroHash, { timestamp: '0x2' }, ['0x02aa']],
    })
  })

  test('error: ENGINE_REFUSED for what geth will not build', async () => {
    await answer({ error: { code: -32_000, message: 'not current head' } })
    await expect(client().build(parent, attributes)).rejects.toMatchObject({
      code: 'ENGINE_REFUSED',
    })
  })

  test('error: ENGINE_UNREACHABLE without a socket, an end or an answer', async () => {
    const unreachable = { code: 'ENGINE_UNREACHABLE' }
    await expect(client().build(parent, attributes)).rejects.toMatchObject(
      unreachable,
    )
    server = createServer((socket) => socket.on('data', () => socket.end('{')))
    server.listen(path)
    await once(server, 'listening')
    await expect(client().build(parent, attributes)).rejects.toMatchObject(
      unreachable,
    )
    server.removeAllListeners('connection')
    server.on('connection', (socket) => socket.on('error', () => {}))
    await expect(client(50).build(parent, attributes)).rejects.toMatchObject(
      unreachable,
    )
  })
})
