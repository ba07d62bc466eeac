import { once } from 'node:events'
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { parseEther } from 'viem'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  accountAt,
  markerAddress,
  minimalGenesis,
  publicClientOf,
  quietLogger,
  rpc,
  signMark,
  temporaryFolder,
  walletClientOf,
} from '../test/fixtures.ts'
import {
  type StartChainParameters,
  type StartChainReturnType,
  startChain,
} from './startChain.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let chain: StartChainReturnType | undefined

beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => {
  await chain?.close()
  chain = undefined
  await folder.remove()
})

function options(extra: Partial<StartChainParameters> = {}) {
  return {
    dataDir: join(folder.path, 'chain'),
    genesisPath: folder.genesisPath,
    blockIntervalMs: 20,
    logger: quietLogger,
    ...extra,
  }
}

async function start(
  extra: Partial<StartChainParameters> = {},
): Promise<StartChainReturnType> {
  chain = await startChain(options(extra))
  return chain
}

async function mineMarks(url: string, from: number, count: number) {
  const client = publicClientOf(url)
  for (let nonce = from; nonce < from + count; nonce++) {
    const hash = await client.sendRawTransaction({
      serializedTransaction: await signMark({ account: 0, nonce, slot: nonce }),
    })
    await client.waitForTransactionReceipt({ hash })
  }
}

describe('a stock viem client', () => {
  test('default: sends, waits, reads receipts, logs and final blocks', async () => {
    const { url } = await start()
    const client = publicClientOf(url)
    const hash = await walletClientOf(url, 0).sendTransaction({
      to: accountAt(1).address,
      value: parseEther('1'),
    })
    const receipt = await client.waitForTransactionReceipt({ hash })
    expect(receipt.status).toBe('success')
    expect(await client.getChainId()).toBe(724272)

    const tags = ['latest', 'safe', 'finalized'] as const
    const blocks = await Promise.all(
      tags.map((blockTag) => client.getBlock({ blockTag })),
    )
    expect(new Set(blocks.map((block) => block.hash)).size).toBe(1)
    expect(await client.getBalance(accountAt(1))).toBe(
      10n ** 24n + parseEther('1'),
    )

    await mineMarks(url, 1, 2)
    const logs = await client.getLogs({ fromBlock: 0n, toBlock: 'finalized' })
    expect(logs.map((log) => log.address)).toEqual([
      markerAddress,
      markerAddress,
    ])
  })

  test('behavior: counts waiting transactions only as pending', async () => {
    const { url } = await start({ blockIntervalMs: 60_000 })
    const client = publicClientOf(url)
    const { address } = accountAt(2)
    const wallet = walletClientOf(url, 2)
    const hashes = []
    for (let index = 0; index < 3; index++)
      hashes.push(await wallet.sendTransaction({ to: address }))
    expect(await client.getTransactionCount({ address })).toBe(0)
    expect(
      await client.getTransactionCount({ address, blockTag: 'pending' }),
    ).toBe(3)
    const waiting = await client.getTransaction({ hash: hashes[2] as never })
    expect(waiting.blockNumber).toBeNull()
    const newest = await client.getBlock({ blockTag: 'pending' })
    expect(newest.number).toBe(await client.getBlockNumber())
  })

  test('behavior: gas is estimated, and pending called, at the time to come', async () => {
    const { url } = await start({ blockIntervalMs: 60_000 })
    const client = publicClientOf(url)
    const { timestamp } = await client.getBlock()
    // Reverts unless TIMESTAMP is above the word after it.
    const override = (time: bigint) => ({
      address: markerAddress,
      code: `0x67${time.toString(16).padStart(16, '0')}421160135760006000fd5b00` as const,
    })
    const later = [override(timestamp)]
    await expect
      .poll(() => Math.floor(Date.now() / 1_000), { timeout: 3_000 })
      .toBeGreaterThan(Number(timestamp))
    const call = { to: markerAddress, stateOverride: later }
    await expect(client.call({ ...call, blockTag: 'latest' })).rejects.toThrow()
    await client.call({ ...call, blockTag: 'pending' })
    await client.estimateGas({ ...call, account: accountAt(0) })
  })

  test('behavior: refuses early, in the words of geth', async () => {
    const { url } = await start()
    await mineMarks(url, 0, 1)
    const client = publicClientOf(url)
    const old = await signMark({ account: 0, nonce: 0, slot: 99 })
    await expect(
      client.sendRawTransaction({ serializedTransaction: old }),
    ).rejects.toThrow(/nonce too low/i)
    await expect(
      walletClientOf(url, 3).sendTransaction({
        to: accountAt(1).address,
        value: 10n ** 30n,
        gas: 21_000n,
      }),
    ).rejects.toThrow(/insufficient funds/i)
  })

  test('behavior: sending the same transaction again is no error', async () => {
    const { url } = await start()
    const client = publicClientOf(url)
    const serializedTransaction = await signMark({
      account: 0,
      nonce: 0,
      slot: 1,
    })
    const send = () => client.sendRawTransaction({ serializedTransaction })
    const hashes = await Promise.all([send(), send()])
    expect(hashes[0]).toBe(hashes[1])
    await client.waitForTransactionReceipt({ hash: hashes[0] })
    expect(await send()).toBe(hashes[0])
  })

  test('behavior: a batch keeps its order', async () => {
    const { url } = await start({ blockIntervalMs: 60_000 })
    const calls = await Promise.all(
      [0, 1, 2].map(async (nonce) => ({
        jsonrpc: '2.0',
        id: nonce,
        method: 'eth_sendRawTransaction',
        params: [await signMark({ account: 4, nonce, slot: nonce })],
      })),
    )
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([...calls, { jsonrpc: '2.0', id: 9, method: 'x' }]),
    })
    const answers = (await response.json()) as {
      id: number
      result?: string
      error?: { code: number }
    }[]
    expect(answers.map((answer) => answer.id)).toEqual([0, 1, 2, 9])
    expect(answers.slice(0, 3).every((answer) => answer.result)).toBe(true)
    expect(answers[3]?.error?.code).toBe(-32601)
  })
})

describe('the public RPC', () => {
  test('error: methods that change or unveil the machine do not exist', async () => {
    const { url } = await start()
    for (const method of [
      'anvil_setBalance',
      'anvil_dumpState',
      'anvil_impersonateAccount',
      'evm_mine',
      'evm_revert',
      'hardhat_setCode',
      'debug_traceTransaction',
      'trace_block',
      'eth_sendTransaction',
      'eth_sign',
      'eth_newFilter',
      'constructor',
    ])
      expect((await rpc(url, method)).error?.code, method).toBe(-32601)
    expect((await rpc(url, 'eth_accounts')).result).toEqual([])
  })

  test('error: other host names, verbs, types and sizes are refused', async () => {
    const { url } = await start()
    const body = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}'
    const json = { 'content-type': 'application/json' }
    const status = async (init: RequestInit) =>
      (await fetch(url, { method: 'POST', body, headers: json, ...init }))
        .status
    expect(await status({})).toBe(200)
    expect(await status({ method: 'GET', body: null })).toBe(405)
    expect(await status({ headers: { 'content-type': 'text/plain' } })).toBe(
      415,
    )
    expect(await status({ body: ' '.repeat(4 * 1024 * 1024 + 1) })).toBe(413)
    expect(await hostStatus(url, 'rebound.example')).toContain(' 403 ')
    expect(await hostStatus(url, 'localhost')).toContain(' 405 ')
  })

  test('error: malformed calls get the codes of JSON-RPC', async () => {
    const { url } = await start()
    const code = async (body: string) => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(url, { method: 'POST', headers, body })
      return ((await response.json()) as { error: { code: number } }).error.code
    }
    expect(await code('{')).toBe(-32700)
    expect(await code('[]')).toBe(-32600)
    expect(await code('{"id":1}')).toBe(-32600)
    expect((await rpc(url, 'eth_sendRawTransaction', ['0x'])).error?.code).toBe(
      -32602,
    )
    expect(
      (await rpc(url, 'eth_sendRawTransaction', ['0x1234'])).error?.code,
    ).toBe(-32602)
  })
})

describe('the folder', () => {
  test('behavior: the chain is the same after a restart', async () => {
    let { url } = await start()
    await mineMarks(url, 0, 5)
    const before = await publicClientOf(url).getBlock()
    await chain?.close()
    ;({ url } = await start({ idleIntervalMs: 60_000 }))
    const client = publicClientOf(url)
    const after = await client.getBlock({ blockNumber: before.number })
    expect(after.hash).toBe(before.hash)
    await mineMarks(url, 5, 1)
    expect(await client.getLogs({ fromBlock: 0n })).toHaveLength(6)
  })

  test('behavior: new segments begin while it runs, and old history stays', async () => {
    let { url } = await start({ maxReplayCostMs: 40 })
    await mineMarks(url, 0, 40)
    const client = publicClientOf(url)
    const blocks = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        client.getBlock({ blockNumber: BigInt(index) }),
      ),
    )
    const journal = join(folder.path, 'chain', 'journal')
    expect((await readdir(journal)).length).toBeGreaterThan(3)
    await chain?.close()
    ;({ url } = await start({ maxReplayCostMs: 40 }))
    const again = publicClientOf(url)
    for (const block of blocks)
      expect(await again.getBlock({ blockHash: block.hash })).toEqual(block)
    expect(await again.getLogs({ fromBlock: 0n })).toHaveLength(40)
    for (const hash of blocks.flatMap((block) => block.transactions))
      expect((await again.getTransactionReceipt({ hash })).status).toBe(
        'success',
      )
  })

  test('behavior: snapshots are only a shortcut', async () => {
    const { url } = await start({ maxReplayCostMs: 40 })
    await mineMarks(url, 0, 20)
    const before = await publicClientOf(url).getBlock()
    await chain?.close()
    const snapshots = join(folder.path, 'chain', 'snapshots')
    const names = await readdir(snapshots)
    expect(names.length).toBeGreaterThan(0)
    for (const name of names.filter((name) => name.endsWith('.json')))
      await truncate(join(snapshots, name), 1_000)
    const again = publicClientOf((await start({ maxReplayCostMs: 40 })).url)
    expect(await again.getBlock({ blockNumber: before.number })).toEqual(before)
  })

  test('error: CHAIN_FOLDER_IN_USE, CHAIN_MISMATCH, COMMON_PORT_IN_USE, CONFIG_INVALID', async () => {
    const { url } = await start()
    await expect(startChain(options())).rejects.toMatchObject({
      code: 'CHAIN_FOLDER_IN_USE',
    })
    const port = Number(new URL(url).port)
    const other = join(folder.path, 'other')
    await expect(
      startChain({ ...options(), dataDir: other, port }),
    ).rejects.toMatchObject({ code: 'COMMON_PORT_IN_USE' })
    await chain?.close()
    chain = undefined

    await writeFile(folder.genesisPath, minimalGenesis(5))
    await expect(startChain(options())).rejects.toMatchObject({
      code: 'CHAIN_MISMATCH',
    })
    await writeFile(folder.genesisPath, '{}')
    await expect(startChain(options())).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
    await expect(
      startChain({ ...options(), port: 70_000 }),
    ).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  test('behavior: a torn last block is cut off, whatever is left of it', async () => {
    const { url } = await start()
    await mineMarks(url, 0, 3)
    await chain?.close()
    const path = join(folder.path, 'chain', 'journal', '000000000000.journal')
    const whole = await readFile(path)
    const last = whole.lastIndexOf('SBJ1')
    await truncate(path, last + Math.floor((whole.length - last) / 2))
    const client = publicClientOf((await start()).url)
    expect((await readFile(path)).subarray(0, last)).toEqual(
      whole.subarray(0, last),
    )
    await expect(client.getLogs({ fromBlock: 0n })).resolves.toHaveLength(2)
  })

  test('error: CHAIN_JOURNAL_CORRUPT for damage in the middle', async () => {
    const { url } = await start()
    await mineMarks(url, 0, 3)
    await chain?.close()
    chain = undefined
    const path = join(folder.path, 'chain', 'journal', '000000000000.journal')
    const bytes = await readFile(path)
    bytes[Math.floor(bytes.length / 2)]! ^= 1
    await writeFile(path, bytes)
    await expect(startChain(options())).rejects.toMatchObject({
      code: 'CHAIN_JOURNAL_CORRUPT',
    })
    await rm(join(folder.path, 'chain'), { recursive: true })
  })
})

/** The status line for a Host header of our own, which fetch cannot send. */
async function hostStatus(url: string, host: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  const [chunk] = await once(socket, 'data')
  socket.destroy()
  return String(chunk).split('\r\n')[0] ?? ''
}
