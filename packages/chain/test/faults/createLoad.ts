import { setTimeout as delay } from 'node:timers/promises'
import { type Hex, keccak256 as hashOf } from 'viem'
import { accountAt } from '../fixtures.ts'
import type { NodeUnderTest } from './createNodeUnderTest.ts'
import { callMany, heightOf, receiptsOf } from './rpc.ts'

/** Where a transaction was when its receipt was read. */
export type Receipted = { blockHash: Hex; blockNumber: number }

export type Load = ReturnType<typeof createLoad>

const tickMs = 400
/** Ahead of what is in blocks, an account at most. */
const maxAhead = 2_000
/** Read at once, at the most. */
const maxBlocks = 50
/** What was not sent in time is made up for, but not for longer than this. */
const maxArrearsMs = 10_000

type Open = { hash: Hex; raw: Hex }

/**
 * Sends transfers at a rate, each account through a node of its own while that
 * answers, and remembers every transaction whose receipt it has read. A
 * transaction depends on its nonce alone, so what was lost with a pool is sent
 * again as the same one.
 */
export function createLoad(parameters: {
  nodes: () => readonly NodeUnderTest[]
  chainId: number
}) {
  const { nodes, chainId } = parameters
  const receipts = new Map<Hex, Receipted>()
  const unread = new Set<Hex>()
  let readTo = 0
  let offered = 0
  let stopping = new AbortController()
  let workers: Promise<void>[] = []

  async function work(
    account: number,
    perSecond: number,
    signal: AbortSignal,
    through: NodeUnderTest | undefined,
  ): Promise<void> {
    const sender = accountAt(account)
    const open = new Map<number, Open>()
    let mined = 0
    let paidTo = performance.now()
    for (let turn = account; !signal.aborted; ) {
      const pause = delay(tickMs)
      try {
        const running = nodes().filter((node) => node.isRunning())
        const node = through ?? running[turn % running.length]
        if (!node) throw new Error('nobody runs')
        await offer(node)
      } catch {
        // The node is away; the next turn asks another.
        turn += 1
      }
      await pause
    }

    /** Sends what is due, from what the node already has of us on. */
    async function offer(node: NodeUnderTest): Promise<void> {
      const counts = await callMany(
        node.rpcUrl,
        ['latest', 'pending'].map((tag) => ({
          method: 'eth_getTransactionCount',
          params: [sender.address, tag],
        })),
      )
      const [seen = 0, waiting = 0] = counts.map(Number)
      if (Number.isNaN(seen + waiting)) throw new Error('no answer')
      // A node that lags knows less than the others told.
      mined = Math.max(mined, seen)
      for (const nonce of open.keys()) if (nonce < mined) open.delete(nonce)
      const now = performance.now()
      paidTo = Math.max(paidTo, now - maxArrearsMs)
      const due = Math.floor(((now - paidTo) * perSecond) / 1_000)
      paidTo += (due * 1_000) / perSecond
      const first = Math.max(mined, waiting)
      const nonces = Array.from({ length: due }, (_, i) => first + i).filter(
        (nonce) => nonce < mined + maxAhead,
      )
      const sent: Open[] = []
      for (const nonce of nonces) {
        const one = open.get(nonce) ?? (await sign(nonce))
        open.set(nonce, one)
        unread.add(one.hash)
        sent.push(one)
      }
      const answers = await callMany(
        node.rpcUrl,
        sent.map(({ raw }) => ({
          method: 'eth_sendRawTransaction',
          params: [raw],
        })),
      )
      offered += answers.filter((hash) => hash !== undefined).length
    }

    async function sign(nonce: number): Promise<Open> {
      const raw = await sender.signTransaction({
        chainId,
        type: 'eip1559',
        nonce,
        gas: 21_000n,
        maxFeePerGas: 10n ** 12n,
        maxPriorityFeePerGas: 1n,
        to: accountAt(account + 1).address,
        value: 1n,
      })
      return { raw, hash: hashOf(raw) }
    }
  }

  /** Reads the receipts of all blocks, from the first on. */
  async function read(
    signal: AbortSignal,
    through: NodeUnderTest | undefined,
  ): Promise<void> {
    for (let turn = 0; !signal.aborted; ) {
      const pause = delay(tickMs)
      try {
        const running = nodes().filter((node) => node.isRunning())
        const node = through ?? running[turn % running.length]
        if (!node) throw new Error('nobody runs')
        const to = Math.min(await heightOf(node), readTo + maxBlocks)
        const heights = Array.from(
          { length: Math.max(0, to - readTo) },
          (_, index) => readTo + 1 + index,
        )
        for (const block of await receiptsOf(node.rpcUrl, heights)) {
          readTo += 1
          for (const { transactionHash, blockHash } of block)
            if (unread.delete(transactionHash))
              receipts.set(transactionHash, { blockHash, blockNumber: readTo })
        }
      } catch {
        // The node is away; the next turn asks another.
        turn += 1
      }
      await pause
    }
  }

  return {
    receipts,
    /** How many transactions nodes took, those lost with a pool each time. */
    offered: () => offered,
    start: (
      perSecond: number,
      accounts: readonly number[],
      /** All through one node; else each account through another. */
      through?: NodeUnderTest,
    ) => {
      stopping = new AbortController()
      const each = perSecond / accounts.length
      const { signal } = stopping
      workers = [
        read(signal, through),
        ...accounts.map((account) => work(account, each, signal, through)),
      ]
    },
    stop: async () => {
      stopping.abort()
      await Promise.all(workers)
      workers = []
    },
  }
}
