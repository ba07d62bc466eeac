import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { developerMnemonic, developerRoles } from '@sahara/protocol'
import { createTestClient, http, keccak256, parseEther } from 'viem'
import {
  generatePrivateKey,
  mnemonicToAccount,
  privateKeyToAccount,
} from 'viem/accounts'
import { afterAll, describe, expect, test } from 'vitest'
import { createSaharaClient } from '../createSaharaClient.ts'
import { createMemoryJournal, type Journal } from '../journal.ts'
import { createFileJournal } from '../node/createFileJournal.ts'
import { sendTransaction, transactionKey } from './sendTransaction.ts'

// Stock anvil whose finalized block trails by two, so that "final" is more
// than "mined" here.
const binary = createRequire(
  createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json'),
).resolve('@foundry-rs/anvil-linux-amd64/bin/anvil')
const anvil = spawn(
  binary,
  ['--port', '0', '--block-time', '0.25', '--slots-in-an-epoch', '1'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
const rpcUrl = await new Promise<string>((resolve) => {
  createInterface(anvil.stdout!).on('line', (line) => {
    const match = /Listening on (\S+)/.exec(line)
    if (match) resolve(`http://${match[1]}`)
  })
})
const folder = await mkdtemp(join(tmpdir(), 'sahara-sdk-'))
afterAll(async () => {
  anvil.kill('SIGKILL')
  await once(anvil, 'exit')
  await rm(folder, { recursive: true, force: true })
})

const alice = mnemonicToAccount(developerMnemonic, {
  addressIndex: developerRoles.alice,
})
const to = '0x00000000000000000000000000000000000000aa'
const node = createTestClient({ mode: 'anvil', transport: http(rpcUrl) })
const transfer = {
  account: alice,
  to,
  data: '0x',
  value: parseEther('1'),
} as const

describe('sendTransaction', () => {
  test('default: returns when the block is final', async () => {
    const client = createSaharaClient({ rpcUrl })
    const receipt = await sendTransaction(client, { ...transfer, key: 'one' })
    const final = await client.chain.getBlock({ blockTag: 'finalized' })
    expect(final.number).toBeGreaterThanOrEqual(receipt.blockNumber)
  })

  test('error: GAS_BALANCE_TOO_LOW, and nothing is signed', async () => {
    const journal = createMemoryJournal()
    const client = createSaharaClient({ rpcUrl, journal })
    const account = privateKeyToAccount(generatePrivateKey())
    for (const value of [0n, parseEther('1')])
      await expect(
        sendTransaction(client, { ...transfer, account, value, key: 'poor' }),
      ).rejects.toMatchObject({ code: 'GAS_BALANCE_TOO_LOW' })
    expect(
      await journal.get(transactionKey(account.address, 'poor')),
    ).toBeUndefined()
  })

  test('behavior: killed after writing down, the same bytes are sent once', async () => {
    const journal = createFileJournal({ directory: folder })
    const dying: Journal = {
      ...journal,
      set: async (key, value) => {
        await journal.set(key, value)
        throw new TypeError('killed')
      },
    }
    const client = createSaharaClient({ rpcUrl, journal })
    const before = await client.chain.getBalance({ address: to })
    await expect(
      sendTransaction({ ...client, journal: dying }, { ...transfer, key: 'k' }),
    ).rejects.toThrow('killed')

    const first = await sendTransaction(client, { ...transfer, key: 'k' })
    const again = await sendTransaction(
      createSaharaClient({ rpcUrl, journal }),
      { ...transfer, key: 'k' },
    )
    expect(again.transactionHash).toBe(first.transactionHash)
    expect((await client.chain.getBalance({ address: to })) - before).toBe(
      parseEther('1'),
    )
  })

  test('error: JOURNAL_INVALID for an entry of another form', async () => {
    const journal = createMemoryJournal()
    const client = createSaharaClient({ rpcUrl, journal })
    const key = transactionKey(alice.address, 'damaged')
    for (const entry of ['{"raw":"0x', '{"raw":"0x02"}']) {
      await journal.set(key, entry)
      await expect(
        sendTransaction(client, { ...transfer, key: 'damaged' }),
      ).rejects.toMatchObject({ code: 'JOURNAL_INVALID' })
    }
  })

  test('behavior: a transaction that vanished from the pool is sent again', async () => {
    const client = createSaharaClient({ rpcUrl })
    const sending = sendTransaction(client, { ...transfer, key: 'vanish' })
    const key = transactionKey(alice.address, 'vanish')
    await expect
      .poll(() => client.journal.get(key), { interval: 5 })
      .toBeDefined()
    const { raw } = JSON.parse((await client.journal.get(key)) ?? '{}')
    await node.dropTransaction({ hash: keccak256(raw) })
    expect((await sending).transactionHash).toBe(keccak256(raw))
  })

  test('behavior: parallel operations of one account get nonces of their own', async () => {
    const client = createSaharaClient({
      rpcUrl,
      journal: createMemoryJournal(),
    })
    const receipts = await Promise.all(
      ['a', 'b', 'c'].map((key) =>
        sendTransaction(client, { ...transfer, key }),
      ),
    )
    expect(new Set(receipts.map((r) => r.transactionHash)).size).toBe(3)
  })

  test('behavior: a replaced transaction is signed anew', async () => {
    const journal = createMemoryJournal()
    const client = createSaharaClient({ rpcUrl, journal })
    const nonce = await client.chain.getTransactionCount({
      address: alice.address,
    })
    const raw = await alice.signTransaction({
      type: 'eip1559',
      chainId: 31337,
      nonce,
      to,
      gas: 21_000n,
      maxFeePerGas: 1n,
      maxPriorityFeePerGas: 0n,
    })
    await sendTransaction(client, { ...transfer, key: 'other' })
    await journal.set(
      transactionKey(alice.address, 'lost'),
      JSON.stringify({ raw, nonce }),
    )
    const receipt = await sendTransaction(client, { ...transfer, key: 'lost' })
    expect(receipt.transactionHash).not.toBe(keccak256(raw))
    expect(receipt.status).toBe('success')
  })

  test('error: TRANSACTION_NOT_FINAL is retryable and keeps the bytes', async () => {
    const client = createSaharaClient({ rpcUrl })
    const late = { ...transfer, key: 'late', timeoutMs: 0 }
    await expect(sendTransaction(client, late)).rejects.toMatchObject({
      code: 'TRANSACTION_NOT_FINAL',
      retryable: true,
    })
    const receipt = await sendTransaction(client, { ...transfer, key: 'late' })
    expect(receipt.status).toBe('success')
  })

  test('error: CHAIN_UNREACHABLE', async () => {
    const client = createSaharaClient({ rpcUrl: 'http://127.0.0.1:1' })
    await expect(
      sendTransaction(client, { ...transfer, key: 'x' }),
    ).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE', retryable: true })
  })
})

describe('createFileJournal', () => {
  test('behavior: forgets what is deleted and leaves no temporary file', async () => {
    const directory = join(folder, 'journal')
    const journal = createFileJournal({ directory })
    await journal.set('a/b', '1')
    await journal.set('a/b', '2')
    expect(await journal.get('a/b')).toBe('2')
    expect(await readdir(directory)).toHaveLength(1)
    await journal.delete('a/b')
    expect(await journal.get('a/b')).toBeUndefined()
  })
})
