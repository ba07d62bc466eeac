import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, createLogger } from '@sahara/common'
import type { Hex } from 'viem'
import { afterEach, expect, test } from 'vitest'
import { exitCodeOf, exitCodes } from './bridgeFailures.ts'
import { buildProposal } from './buildProposal.ts'
import { createBuildPace } from './createBuildPace.ts'
import { createBuilderClient } from './engineApi/createBuilderClient.ts'
import { createEngineClient } from './engineApi/createEngineClient.ts'
import { createPoolClient } from './engineApi/createPoolClient.ts'

const word: Hex = `0x${'11'.repeat(32)}`
const account: Hex = `0x${'22'.repeat(20)}`

const answers: Record<string, unknown> = {
  engine_forkchoiceUpdatedV3: {
    payloadStatus: { status: 'VALID' },
    payloadId: '0x01',
  },
  txpool_status: { pending: '0x0' },
  built: {
    executionPayload: {
      ...{ parentHash: word, stateRoot: word, receiptsRoot: word },
      ...{ prevRandao: word, blockHash: word, feeRecipient: account },
      ...{ logsBloom: '0x00', extraData: '0x', blockNumber: '0x1' },
      ...{ gasLimit: '0x1', gasUsed: '0x0', timestamp: '0x1' },
      ...{ baseFeePerGas: '0x1', blobGasUsed: '0x0', excessBlobGas: '0x0' },
      ...{ withdrawals: [], transactions: [] },
    },
    executionRequests: [],
  },
}

let geth: Server
afterEach(() => geth.close())

/** A server that speaks to us as geth does. */
async function listen(status = 200): Promise<string> {
  geth = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { method } = JSON.parse(text)
    const result = answers[method === 'engine_getPayloadV5' ? 'built' : method]
    response.writeHead(status)
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result }))
  }).listen(0, '127.0.0.1')
  await once(geth, 'listening')
  return `http://127.0.0.1:${(geth.address() as AddressInfo).port}`
}

/** A clock whose time passes only while somebody sleeps. */
function sleepingClock(startMs: number): Clock {
  let nowMs = startMs
  return {
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms
    },
  }
}

const connect = (url: string, clock: Clock) =>
  createEngineClient({
    ...{ url, clock, timeoutMs: 5_000 },
    secret: new Uint8Array(32),
  })

/** How long it takes to build a block of a time, by the builder's clock. */
async function waitFor(
  blockSeconds: number,
  nowSeconds: number,
  options: { hasSocket?: boolean } = {},
) {
  const { hasSocket = true } = options
  const url = await listen()
  const folder = await mkdtemp(join(tmpdir(), 'sahara-build-'))
  const path = join(folder, 'geth.ipc')
  const socket = createSocketServer((one) =>
    one.end(
      `${JSON.stringify({ jsonrpc: '2.0', id: 1, result: answers.built })}\n`,
    ),
  )
  if (hasSocket) await once(socket.listen(path), 'listening')
  const clock = sleepingClock(nowSeconds * 1_000)
  const built = await buildProposal({
    ...{ clock, logger: createLogger('test', { level: 'silent' }) },
    builder: createBuilderClient({ path, timeoutMs: 5_000 }),
    pace: createBuildPace(),
    engine: connect(url, clock),
    pool: createPoolClient({ url, timeoutMs: 5_000 }),
    parent: { number: 0n, hash: word, timestamp: 0n },
    attributes: {
      timestamp: BigInt(blockSeconds),
      ...{ prevRandao: word, parentBeaconBlockRoot: word },
      ...{ feeRecipient: account, withdrawals: [] },
    },
  })
  expect(built.payload.blockNumber).toBe(1n)
  socket.close()
  await rm(folder, { recursive: true })
  return clock.now() / 1_000 - nowSeconds
}

test('default: waits for the time of the block, and no longer', async () => {
  expect(await waitFor(101, 100)).toBe(1)
  expect(await waitFor(100, 130)).toBe(0)
})

// Otherwise a validator whose clock is behind never comes to propose, and
// stands still in each of its turns.
test('behavior: with a clock far behind it proposes all the same', async () => {
  expect(await waitFor(130, 100)).toBe(2)
})

test('behavior: without its socket, geth is given a while to fill the block', async () => {
  expect(await waitFor(100, 130, { hasSocket: false })).toBeGreaterThan(0.5)
})

test('error: ENGINE_SECRET_WRONG, for which geth is restarted, once', async () => {
  const clock = sleepingClock(0)
  const engine = connect(await listen(401), clock)
  const reason = await engine.getChainId().catch((error: unknown) => error)
  expect(reason).toMatchObject({ code: 'ENGINE_SECRET_WRONG' })
  expect(exitCodeOf(reason)).toBe(exitCodes.disagreement)
})
