import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hex } from 'viem'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  accountAt,
  publicClientOf,
  quietLogger,
  rpc,
  signMark,
  temporaryFolder,
} from '../test/fixtures.ts'
import { type StartChainReturnType, startChain } from './startChain.ts'

const count = 5_000
const senders = 10

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let chain: StartChainReturnType

beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => {
  await chain.close()
  await folder.remove()
})

async function start(): Promise<number> {
  const begun = performance.now()
  chain = await startChain({
    dataDir: join(folder.path, 'chain'),
    genesisPath: folder.genesisPath,
    blockIntervalMs: 20,
    logger: quietLogger,
  })
  return Math.round(performance.now() - begun)
}

describe('5,000 transactions', () => {
  test('behavior: all stay, the warm start and the memory are printed', async () => {
    const coldMs = await start()
    const client = publicClientOf(chain.url)
    const begun = performance.now()
    await Promise.all(
      Array.from({ length: senders }, (_, account) => sendAll(account)),
    )
    await expect
      .poll(() => finalCount(), { timeout: 180_000, interval: 50 })
      .toBe(count)
    const sentMs = Math.round(performance.now() - begun)
    const head = await client.getBlock()
    const memory = memoryMiB(chain.anvilPid())
    await chain.close()

    const warmMs = await start()
    const segments = await readdir(join(folder.path, 'chain', 'journal'))
    process.stdout.write(
      `${count} transactions in ${sentMs} ms, ${head.number} blocks, ` +
        `${segments.length} segments; start ${coldMs} ms cold, ` +
        `${warmMs} ms warm; anvil ${memory} MiB, ` +
        `${memoryMiB(chain.anvilPid())} MiB after the restart\n`,
    )
    const again = publicClientOf(chain.url)
    expect(await again.getBlock({ blockHash: head.hash })).toEqual(head)
    expect(await again.getLogs({ fromBlock: 0n })).toHaveLength(count)
    // Beside networks of validators on two processors.
  }, 240_000)
})

async function sendAll(account: number): Promise<void> {
  for (let nonce = 0; nonce < count / senders; nonce++) {
    const raw: Hex = await signMark({
      account,
      nonce,
      slot: account * count + nonce,
    })
    const { error } = await rpc(chain.url, 'eth_sendRawTransaction', [raw])
    expect(error).toBeUndefined()
  }
}

async function finalCount(): Promise<number> {
  const client = publicClientOf(chain.url)
  const counts = await Promise.all(
    Array.from({ length: senders }, (_, account) =>
      client.getTransactionCount({
        address: accountAt(account).address,
        blockTag: 'finalized',
      }),
    ),
  )
  return counts.reduce((sum, value) => sum + value, 0)
}

/** Proportional set size; only Linux tells it. */
function memoryMiB(pid: number | undefined): string {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const kibibytes = Number(/^Pss:\s+(\d+)/m.exec(text)?.[1])
    return String(Math.round(kibibytes / 1_024))
  } catch {
    return 'unknown'
  }
}
