import { chainCall } from './chainCall.ts'
import type { Load } from './createLoad.ts'

export type RunLoadParameters = {
  /** Where each url goes on in the load, when it had a part before. */
  positions?: readonly number[] | undefined
  /** Where transactions go: each sender keeps to one of them. */
  urls: readonly string[]
  seconds: number
  /** Sent and not yet in a block, at the most. */
  backlog: number
  /** Transactions a second; as many as the backlog lets, unless told. */
  rate?: number | undefined
}

/** What a load did; times are in milliseconds. */
export type LoadResult = {
  positions: number[]
  sent: number
  included: number
  refused: number
  seconds: number
  transactionsPerSecond: number
  latencyP50: number
  latencyP99: number
  intervalP50: number
  blocks: number
  emptyBlocks: number
  largestBlock: number
  /** Transactions of each block, in order. */
  pattern: number[]
  failedReceipts: number
  gasPerTransaction: number
  generatorCpuSeconds: number
  /** The load ended before its time, because nothing was left to send. */
  ranOut: boolean
}

const largestBatch = 500
const pollMs = 20
const drainMs = 60_000
const sampledBlocks = 3

type Block = { height: number; atMs: number; hashes: string[] }

/** Sends a load to a chain, and looks when each transaction is in a block. */
export async function runLoad(
  load: Load,
  parameters: RunLoadParameters,
  onWindow: (isOpen: boolean) => void,
): Promise<LoadResult> {
  const {
    positions,
    urls,
    seconds,
    backlog,
    rate = Number.POSITIVE_INFINITY,
  } = parameters
  const [watched] = urls
  if (watched === undefined) throw new RangeError('no url')
  const sentAt = new Map<string, number>()
  const latencies: number[] = []
  const blocks: Block[] = []
  let sent = 0
  let refused = 0
  let included = 0
  let isOver = false
  let next = Number(await chainCall<string>(watched, 'eth_blockNumber')) + 1
  const startedAt = performance.now()
  const cpu = process.cpuUsage()
  onWindow(true)
  const elapsed = () => performance.now() - startedAt

  /** Their positions in the load, by the node they go to. */
  const lanes = urls.map((url, lane) => ({
    url,
    lane,
    position: positions?.[lane] ?? 0,
  }))
  const batchSize = Math.max(
    1,
    Math.min(largestBatch, Math.floor(load.senders / urls.length / 2)),
  )

  function take(lane: (typeof lanes)[number], count: number): number[] {
    const taken: number[] = []
    while (taken.length < count && lane.position < load.requests.length) {
      const index = lane.position++
      if ((index % load.senders) % urls.length === lane.lane) taken.push(index)
    }
    return taken
  }

  async function keepSending(lane: (typeof lanes)[number]): Promise<void> {
    while (!isOver) {
      const due = Math.min(rate * (elapsed() / 1_000), Number.MAX_SAFE_INTEGER)
      const room = Math.min(
        backlog - (sent - included),
        rate === Number.POSITIVE_INFINITY ? batchSize : due - sent,
      )
      if (room < 1) {
        await pause(5)
        continue
      }
      const taken = take(lane, Math.min(batchSize, Math.floor(room)))
      if (taken.length === 0) return
      sent += taken.length
      const now = performance.now()
      for (const index of taken) sentAt.set(load.hashes[index] ?? '', now)
      const response = await fetch(lane.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `[${taken.map((index) => load.requests[index]).join(',')}]`,
      })
      const answer = await response.text()
      if (answer.includes('"error"')) refused += countRefused(answer)
    }
  }

  async function keepWatching(): Promise<void> {
    while (!isOver || (included + refused < sent && elapsed() < endsBy())) {
      const latest = Number(
        await chainCall<string>(watched ?? '', 'eth_blockNumber'),
      )
      const atMs = performance.now()
      for (; next <= latest; next++) {
        const { transactions } = await chainCall<{ transactions: string[] }>(
          watched ?? '',
          'eth_getBlockByNumber',
          [`0x${next.toString(16)}`, false],
        )
        blocks.push({ height: next, atMs, hashes: transactions })
        for (const hash of transactions) {
          const at = sentAt.get(hash)
          if (at === undefined) continue
          sentAt.delete(hash)
          latencies.push(atMs - at)
          included += 1
        }
      }
      await pause(pollMs)
    }
  }
  const endsBy = () => seconds * 1_000 + drainMs

  const watching = keepWatching()
  const sending = Promise.all(
    // Two at a time: a node takes a batch one by one.
    lanes.flatMap((lane) => [keepSending(lane), keepSending(lane)]),
  )
  const ranOut = await Promise.race([
    sending.then(() => true),
    pause(seconds * 1_000).then(() => false),
  ])
  const windowMs = elapsed()
  const { user, system } = process.cpuUsage(cpu)
  onWindow(false)
  isOver = true
  await sending
  await watching

  const inWindow = blocks.filter(({ atMs }) => atMs - startedAt <= windowMs)
  const pattern = inWindow.map(({ hashes }) => hashes.length)
  const intervals = inWindow
    .slice(1)
    .map(({ atMs }, index) => atMs - (inWindow[index]?.atMs ?? 0))
  const [first, last] = [inWindow[0], inWindow.at(-1)]
  // Between blocks: the window begins and ends somewhere within one.
  const spanMs = first && last ? last.atMs - first.atMs : 0
  const counted = pattern.slice(1).reduce((sum, size) => sum + size, 0)
  const receipts = await readReceipts(watched, inWindow)
  return {
    positions: lanes.map(({ position }) => position),
    sent,
    included,
    refused,
    seconds: windowMs / 1_000,
    transactionsPerSecond: spanMs > 0 ? counted / (spanMs / 1_000) : 0,
    latencyP50: quantile(latencies, 0.5),
    latencyP99: quantile(latencies, 0.99),
    intervalP50: quantile(intervals, 0.5),
    blocks: inWindow.length,
    emptyBlocks: pattern.filter((size) => size === 0).length,
    largestBlock: Math.max(0, ...pattern),
    pattern,
    ...receipts,
    generatorCpuSeconds: (user + system) / 1e6,
    ranOut,
  }
}

/** How transactions ended, by some of the blocks. */
async function readReceipts(url: string, blocks: readonly Block[]) {
  const filled = blocks.filter(({ hashes }) => hashes.length > 0)
  const step = Math.max(1, Math.floor(filled.length / sampledBlocks))
  let failed = 0
  let gas = 0
  let count = 0
  for (let index = 0; index < filled.length; index += step) {
    const receipts = await chainCall<{ status: string; gasUsed: string }[]>(
      url,
      'eth_getBlockReceipts',
      [`0x${filled[index]?.height.toString(16)}`],
    )
    for (const { status, gasUsed } of receipts) {
      if (status !== '0x1') failed += 1
      gas += Number(gasUsed)
      count += 1
    }
  }
  return {
    failedReceipts: failed,
    gasPerTransaction: count > 0 ? Math.round(gas / count) : 0,
  }
}

function countRefused(answer: string): number {
  const answers = JSON.parse(answer) as unknown
  const all = (Array.isArray(answers) ? answers : [answers]) as {
    error?: { message: string }
  }[]
  const errors = all.flatMap(({ error }) => (error ? [error.message] : []))
  process.stderr.write(`refused ${errors.length}: ${errors[0]}\n`)
  return errors.length
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0,
  )
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
