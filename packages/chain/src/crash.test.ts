import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Hex, TransactionReceipt } from 'viem'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { publicClientOf, signMark, temporaryFolder } from '../test/fixtures.ts'
import { processStartTime } from './anvil/processStartTime.ts'

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const timeout = 180_000
const kills = process.env.DEEP ? 60 : 12

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let driver: { child: ChildProcess; url: string } | undefined

beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => {
  driver?.child.kill('SIGKILL')
  driver = undefined
  await folder.remove()
})

const dataDir = () => join(folder.path, 'chain')

async function startDriver(
  port = 0,
  extra: readonly string[] = [],
): Promise<string> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      join(import.meta.dirname, 'bin.ts'),
      ...['--data', dataDir(), '--genesis', folder.genesisPath],
      ...['--port', String(port), '--block-interval-ms', '10'],
      ...['--max-replay-cost-ms', '150'],
      ...extra,
    ],
    {
      stdio: ['pipe', 'pipe', process.env.VERBOSE ? 'inherit' : 'ignore'],
      // A group of its own, for the signals of a terminal.
      detached: true,
    },
  )
  const [line] = await once(child.stdout!, 'data')
  const { url } = JSON.parse(String(line))
  driver = { child, url }
  return url
}

/** Kills an anvil of ours, and nothing else that may have its pid by now. */
async function killAnvil(): Promise<void> {
  const { pid, startTime } = await anvilNote()
  if (processStartTime(pid) !== startTime) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // The one that a killed driver left may have ended since it was looked at.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** What `ps` says about a process: `ppid`, `sess`. */
function ask(pid: number, field: string): string {
  return String(execFileSync('ps', ['-o', `${field}=`, '-p', `${pid}`])).trim()
}

async function anvilNote(): Promise<{ pid: number; startTime: string }> {
  const notes = join(dataDir(), 'children')
  for (;;) {
    const name = (await readdir(notes)).find((name) => /^\d+\.json$/.test(name))
    const text =
      name && (await readFile(join(notes, name), 'utf8').catch(() => ''))
    if (text) return JSON.parse(text)
    await delay(5)
  }
}

/** mulberry32: the same numbers for the same seed. */
function randomOf(state: number): () => number {
  let next = state
  return () => {
    next = (next + 0x6d2b79f5) | 0
    let value = Math.imul(next ^ (next >>> 15), 1 | next)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}

describe('kill -9', () => {
  test(`behavior: whatever was final stays, nothing is doubled (seed ${seed})`, {
    timeout,
  }, async () => {
    const random = randomOf(seed)
    let url = await startDriver()
    const port = Number(new URL(url).port)
    const client = publicClientOf(url, { retryCount: 0 })
    const seen = new Map<Hex, TransactionReceipt>()
    const stop = new AbortController()
    const heads = new Map<bigint, Hex>()
    const flows = [0, 1, 2].map((account) => flow(account))
    const watching = watchHeads()

    for (let kill = 0; kill < kills; kill++) {
      const goal = seen.size + Math.floor(random() * 8)
      while (seen.size < goal) await delay(5)
      await delay(random() * 40)
      if (random() < 0.5) {
        await killAnvil()
      } else {
        const exit = once(driver!.child, 'exit')
        driver?.child.kill('SIGKILL')
        await exit
        url = await startDriver(port)
      }
    }
    stop.abort()
    const sent = await Promise.all(flows)
    await watching

    for (const [hash, receipt] of seen)
      expect(await client.getTransactionReceipt({ hash })).toEqual(receipt)
    expect(heads.size).toBeGreaterThan(0)
    for (const [blockNumber, hash] of heads)
      expect((await client.getBlock({ blockNumber })).hash).toBe(hash)
    const logs = await client.getLogs({ fromBlock: 0n })
    const hashes = logs.map((log) => log.transactionHash)
    expect(new Set(hashes).size).toBe(hashes.length)
    expect(hashes.length).toBe(sent.reduce((sum, count) => sum + count, 0))

    /** What a reader saw as final once must stay. */
    async function watchHeads(): Promise<void> {
      while (!stop.signal.aborted) {
        await client
          .getBlock({ blockTag: 'finalized' })
          .then((block) => heads.set(block.number, block.hash))
          .catch(() => delay(5))
      }
    }

    /** Sends one transaction after the other until each is final. */
    async function flow(account: number): Promise<number> {
      let nonce = 0
      while (!stop.signal.aborted) {
        const serializedTransaction = await signMark({
          account,
          nonce,
          slot: account * 100_000 + nonce,
        })
        const receipt = await untilFinal(serializedTransaction)
        seen.set(receipt.transactionHash, receipt)
        nonce += 1
      }
      return nonce
    }

    async function untilFinal(
      serializedTransaction: Hex,
    ): Promise<TransactionReceipt> {
      for (;;) {
        try {
          const hash = await client.sendRawTransaction({
            serializedTransaction,
          })
          return await client.waitForTransactionReceipt({ hash, timeout: 500 })
        } catch {
          await delay(5)
        }
      }
    }
  })

  test('behavior: a killed driver leaves no anvil behind', async () => {
    await startDriver()
    const { pid } = await anvilNote()
    const exit = once(driver!.child, 'exit')
    driver?.child.kill('SIGKILL')
    await exit
    await expect
      .poll(() => processStartTime(pid), { interval: 10 })
      .toBeUndefined()
  })

  test('behavior: a killed watchdog is replaced, with its anvil', async () => {
    const client = publicClientOf(await startDriver())
    const watchdogs = {
      'the shell at anvil': (pid: number) => Number(ask(pid, 'ppid')),
      'the shell at the driver': (pid: number) =>
        Number(ask(Number(ask(pid, 'ppid')), 'ppid')),
    }
    for (const [name, watchdogOf] of Object.entries(watchdogs)) {
      const { pid } = await anvilNote()
      process.kill(watchdogOf(pid), 'SIGKILL')
      await expect
        .poll(() => processStartTime(pid), { interval: 10, message: name })
        .toBeUndefined()
      await expect
        .poll(async () => (await anvilNote()).pid, { interval: 10 })
        .not.toBe(pid)
      await client.getBlockNumber()
    }
  })

  test('behavior: Ctrl-C of the terminal leaves a supervised driver and anvil running', async () => {
    const url = await startDriver(0, ['--stop-with-parent'])
    const { child } = driver!
    const { pid } = await anvilNote()
    expect(ask(pid, 'sess')).toBe(ask(child.pid!, 'sess'))

    process.kill(-child.pid!, 'SIGINT')
    const client = publicClientOf(url)
    const hash = await client.sendRawTransaction({
      serializedTransaction: await signMark({ account: 0, nonce: 0, slot: 0 }),
    })
    await client.waitForTransactionReceipt({ hash })
    expect((await anvilNote()).pid).toBe(pid)

    const exit = once(child, 'exit')
    child.stdin!.end()
    expect(await exit).toEqual([0, null])
    expect(processStartTime(pid)).toBeUndefined()
  })

  test('behavior: SIGTERM ends it cleanly, with exit code 0', async () => {
    await startDriver()
    const { pid } = await anvilNote()
    const exit = once(driver!.child, 'exit')
    driver?.child.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
    expect(processStartTime(pid)).toBeUndefined()
  })
})
