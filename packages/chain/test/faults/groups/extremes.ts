import { createHash, randomBytes } from 'node:crypto'
import {
  bytesToHex,
  type Hex,
  keccak256,
  numberToHex,
  pad,
  toHex,
  toRlp,
} from 'viem'
import { sign } from 'viem/accounts'
import { accountAt } from '../../fixtures.ts'
import type { Subject } from '../createSubject.ts'
import { callMany } from '../rpc.ts'
import type { Row } from '../types.ts'
import { hold, until } from '../until.ts'

const sender = accountAt(6)
const includeMs = 60_000
const mostGas = 16_777_216n
/** geth's pool takes no larger transaction. */
const poolBytes = 128 * 1024
const blockBytes = 8 * 1024 * 1024
const requestContracts: Record<number, { to: Hex; data: Hex }> = {
  7002: {
    to: '0x00000961ef480eb55e80d19ad83579a64c007002',
    data: `0x${'ab'.repeat(48)}${'00'.repeat(7)}01`,
  },
  7251: {
    to: '0x0000bbddc7ce488642fb579f8b00f3a590007251',
    data: `0x${'ab'.repeat(48)}${'cd'.repeat(48)}`,
  },
}

async function nonceOf(subject: Subject): Promise<number> {
  const [count] = await callMany(subject.follower.rpcUrl, [
    { method: 'eth_getTransactionCount', params: [sender.address, 'latest'] },
  ])
  return Number(count)
}

const fees = {
  type: 'eip1559',
  // geth's RPC takes no fee above a whole coin.
  maxFeePerGas: 2n * 10n ** 10n,
  maxPriorityFeePerGas: 10n ** 9n,
} as const

/** What each node's pool says of a transaction, in one word. */
async function offer(subject: Subject, raw: Hex): Promise<string[]> {
  return Promise.all(
    subject.nodes.map(async ({ rpcUrl }) => {
      const response = await fetch(rpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          ...{ jsonrpc: '2.0', id: 1, method: 'eth_sendRawTransaction' },
          params: [raw],
        }),
        signal: AbortSignal.timeout(20_000),
      })
      const { error } = (await response.json()) as {
        error?: { message: string }
      }
      // The second: it is in a block already.
      const isKnown =
        error === undefined || /already known|nonce too low/.test(error.message)
      return isKnown ? 'accepted' : error.message
    }),
  )
}

/** All take it, or all refuse it; and whoever took it has it in a block. */
async function expectOneAnswer(subject: Subject, raw: Hex): Promise<string> {
  const answers = await offer(subject, raw)
  const [answer = ''] = answers
  hold(
    answers.every((one) => one === answer),
    `the nodes say ${[...new Set(answers)].join(' and ')}`,
  )
  if (answer !== 'accepted') return `refused by all: ${answer}`
  const block = await inclusionOf(subject, keccak256(canonical(raw)))
  return `accepted by all, in block ${block.number} of all (gas ${block.gasUsed})`
}

/** A blob transaction is hashed without its blobs. */
let blobBody: Hex | undefined
const canonical = (raw: Hex): Hex =>
  raw.startsWith('0x03') && blobBody ? blobBody : raw

async function inclusionOf(subject: Subject, hash: Hex) {
  return until({
    what: 'it gets into no block',
    withinMs: includeMs * subject.patience(),
    signal: subject.signal(),
    ask: async () => {
      const receipts = (await Promise.all(
        subject.nodes.map(async ({ rpcUrl }) => {
          const [receipt] = await callMany(rpcUrl, [
            { method: 'eth_getTransactionReceipt', params: [hash] },
          ])
          return receipt
        }),
      )) as ({ blockNumber: Hex; gasUsed: Hex; blockHash: Hex } | null)[]
      const [first] = receipts
      if (!first || receipts.some((one) => !one)) return undefined
      hold(
        receipts.every((one) => one?.blockHash === first.blockHash),
        'it is in different blocks',
      )
      return {
        number: Number(first.blockNumber),
        gasUsed: Number(first.gasUsed),
      }
    },
  })
}

function transaction(
  subject: Subject,
  nonce: number,
  fields: { to?: Hex; data?: Hex; gas: bigint; value?: bigint },
): Promise<Hex> {
  return sender.signTransaction({
    ...fees,
    chainId: subject.chainId,
    nonce,
    ...fields,
  })
}

/** A blob of zeros, whose commitment and proofs are the point at infinity. */
async function blobTransaction(subject: Subject, nonce: number): Promise<Hex> {
  const infinity: Hex = `0x${'c0'.padEnd(96, '0')}`
  const digest = createHash('sha256')
    .update(Buffer.from(infinity.slice(2), 'hex'))
    .digest('hex')
  const number = (value: bigint): Hex => (value === 0n ? '0x' : toHex(value))
  const body = [
    number(BigInt(subject.chainId)),
    number(BigInt(nonce)),
    number(fees.maxPriorityFeePerGas),
    number(fees.maxFeePerGas),
    number(21_000n),
    accountAt(7).address,
    '0x' as Hex,
    '0x' as Hex,
    [],
    number(10n ** 9n),
    [`0x01${digest.slice(2)}` as Hex],
  ]
  const typed = (fields: readonly unknown[]): Hex =>
    `0x03${toRlp(fields as never, 'hex').slice(2)}`
  const key = sender.getHdKey().privateKey
  hold(key !== null, 'the sender has no key')
  const { r, s, yParity } = await sign({
    hash: keccak256(typed(body)),
    privateKey: bytesToHex(key as Uint8Array),
  })
  const trimmed = (value: Hex): Hex => number(BigInt(value))
  const signed = [...body, number(BigInt(yParity ?? 0)), trimmed(r), trimmed(s)]
  blobBody = typed(signed)
  const blob: Hex = pad('0x', { size: 131_072 })
  return typed([
    signed,
    numberToHex(1),
    [blob],
    [infinity],
    Array.from({ length: 128 }, () => infinity),
  ])
}

async function largestTransactions(subject: Subject): Promise<string> {
  const notes: string[] = []
  // Within and beyond the limit: a byte of data more than the pool takes.
  for (const bytes of [poolBytes - 300, poolBytes + 1]) {
    const raw = await transaction(subject, await nonceOf(subject), {
      to: accountAt(7).address,
      data: `0x${'00'.repeat(bytes)}`,
      gas: 2_000_000n,
    })
    notes.push(`${bytes} bytes of data: ${await expectOneAnswer(subject, raw)}`)
  }
  hold(
    /accepted/.test(notes[0] ?? '') && /refused/.test(notes[1] ?? ''),
    notes.join('; '),
  )
  return notes.join('; ')
}

async function mostGasTransactions(subject: Subject): Promise<string> {
  const notes: string[] = []
  for (const gas of [mostGas, mostGas + 1n]) {
    // JUMPDEST, PUSH1 0, JUMP: it uses all it gets.
    const raw = await transaction(subject, await nonceOf(subject), {
      data: '0x5b600056',
      gas,
    })
    notes.push(`${gas} gas: ${await expectOneAnswer(subject, raw)}`)
  }
  hold(
    /accepted/.test(notes[0] ?? '') && /refused/.test(notes[1] ?? ''),
    notes.join('; '),
  )
  return notes.join('; ')
}

/** More data at once than any block may have. */
async function largestBlock(subject: Subject): Promise<string> {
  const from = await subject.height()
  const first = await nonceOf(subject)
  const count = Math.ceil((1.5 * blockBytes) / poolBytes)
  const raws = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      transaction(subject, first + index, {
        to: accountAt(7).address,
        // Random: no connection can make it small.
        data: `0x00${randomBytes(16).toString('hex')}${'00'.repeat(poolBytes - 400)}`,
        gas: 2_000_000n,
      }),
    ),
  )
  for (const raw of raws)
    await callMany(subject.follower.rpcUrl, [
      { method: 'eth_sendRawTransaction', params: [raw] },
    ])
  await Promise.all(raws.map((raw) => inclusionOf(subject, keccak256(raw))))
  const to = await subject.height()
  const blocks = (await callMany(
    subject.follower.rpcUrl,
    Array.from({ length: to - from }, (_, index) => ({
      method: 'eth_getBlockByNumber',
      params: [numberToHex(from + 1 + index), false],
    })),
  )) as { size: Hex }[]
  const largest = Math.max(...blocks.map(({ size }) => Number(size)))
  hold(largest <= blockBytes, `a block has ${largest} bytes`)
  return `${count} transactions of 128 KiB in blocks of at most ${(largest / 1024 / 1024).toFixed(1)} MiB`
}

async function requests(subject: Subject): Promise<string> {
  const notes: string[] = []
  for (const [number, { to, data }] of Object.entries(requestContracts)) {
    const raw = await transaction(subject, await nonceOf(subject), {
      ...{ to, data, gas: 500_000n, value: 10n ** 6n },
    })
    notes.push(`EIP-${number}: ${await expectOneAnswer(subject, raw)}`)
  }
  hold(
    notes.every((note) => /accepted/.test(note)),
    notes.join('; '),
  )
  return notes.join('; ')
}

const common = {
  group: 15,
  wiring: 'plain',
  seconds: 120,
  holds: 'accepted by all or refused by all',
} as const

/** Group 15: what is at the edge of what a block may have. */
export const extremes: readonly Row[] = [
  {
    ...common,
    name: 'execution-requests',
    do: 'calls of the contracts of EIP-7002 and EIP-7251',
    run: requests,
  },
  {
    ...common,
    name: 'blob-transaction',
    do: 'a transaction of type 3 with a blob',
    run: async (subject) =>
      expectOneAnswer(
        subject,
        await blobTransaction(subject, await nonceOf(subject)),
      ),
  },
  {
    ...common,
    name: 'most-gas',
    do: 'a transaction that uses 16,777,216 gas, and one with a unit more',
    run: mostGasTransactions,
  },
  {
    ...common,
    name: 'largest-transaction',
    do: 'a transaction of just 128 KiB, and a larger one',
    run: largestTransactions,
  },
  {
    ...common,
    name: 'largest-block',
    do: '12 MiB of transactions at once',
    run: largestBlock,
  },
]
