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

const transactionBytes = 100
const plain = (first: string): Hex =>
  `0x02${first.padEnd(2 * (transactionBytes - 1), '0')}`
const blob: Hex = `0x03${'00'.repeat(transactionBytes - 1)}`

type Options = {
  hasSocket?: boolean
  /** What geth's pool has. */
  waiting?: readonly Hex[]
  /** What geth builds nothing with. */
  refuses?: (transactions: readonly Hex[]) => boolean
  mostBytes?: number
}

/** Builds a block of a time, by the builder's clock. */
async function buildAt(
  blockSeconds: number,
  nowSeconds: number,
  options: Options = {},
) {
  const { hasSocket = true, waiting = [], refuses = () => false } = options
  const url = await listen()
  const folder = await mkdtemp(join(tmpdir(), 'sahara-build-'))
  const path = join(folder, 'geth.ipc')
  const answer = (text: string) => {
    const given = JSON.parse(text).params[2] as Hex[] | null
    const built = structuredClone(answers.built) as BuiltJson
    built.executionPayload.transactions = given ?? [...waiting]
    return given && refuses(given)
      ? { error: { code: -32_000, message: 'not so' } }
      : { result: built }
  }
  const socket = createSocketServer((one) => {
    let text = ''
    one.on('data', (chunk) => {
      text += chunk
      if (!text.endsWith('}')) return
      const said = { jsonrpc: '2.0', id: 1, ...answer(text) }
      one.end(`${JSON.stringify(said)}\n`)
    })
  })
  if (hasSocket) await once(socket.listen(path), 'listening')
  const clock = sleepingClock(nowSeconds * 1_000)
  const { payload } = await buildProposal({
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
    mostBytes: options.mostBytes ?? 8 * 1024 * 1024,
  })
  expect(payload.blockNumber).toBe(1n)
  socket.close()
  await rm(folder, { recursive: true })
  return {
    seconds: clock.now() / 1_000 - nowSeconds,
    transactions: payload.transactions,
  }
}

type BuiltJson = { executionPayload: { transactions: Hex[] } }

/** How long it takes. */
const waitFor = async (block: number, now: number, options?: Options) =>
  (await buildAt(block, now, options)).seconds

/** What it offers. */
const offerOf = async (options: Options) =>
  (await buildAt(100, 130, options)).transactions

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

// geth fills 8 MiB, which slow machines do not judge in time in any round.
test('behavior: with less room it offers the first transactions', async () => {
  const waiting = ['a', 'b', 'c', 'd'].map(plain)
  const mostBytes = 2.5 * transactionBytes
  expect(await offerOf({ waiting })).toEqual(waiting)
  expect(await offerOf({ waiting, mostBytes })).toEqual(waiting.slice(0, 2))
  const fits = 4 * transactionBytes
  expect(await offerOf({ waiting, mostBytes: fits })).toEqual(waiting)
})

test('behavior: a transaction with blobs waits for a block with room', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map(plain) as [Hex, Hex, Hex]
  const waiting = [a, blob, b, c]
  expect(await offerOf({ waiting })).toEqual(waiting)
  const mostBytes = 3 * transactionBytes
  expect(await offerOf({ waiting, mostBytes })).toEqual([a, b])
})

test('behavior: what geth does not build again is an empty block', async () => {
  const waiting = ['a', 'b'].map(plain)
  const refuses = (given: readonly Hex[]) => given.length > 0
  const mostBytes = 1.5 * transactionBytes
  expect(await offerOf({ waiting, mostBytes, refuses })).toEqual([])
})

test('error: ENGINE_SECRET_WRONG, for which geth is restarted, once', async () => {
  const clock = sleepingClock(0)
  const engine = connect(await listen(401), clock)
  const reason = await engine.getChainId().catch((error: unknown) => error)
  expect(reason).toMatchObject({ code: 'ENGINE_SECRET_WRONG' })
  expect(exitCodeOf(reason)).toBe(exitCodes.disagreement)
})
