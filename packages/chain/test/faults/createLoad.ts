import { setTimeout as delay } from 'node:timers/promises'
import { type Hex, keccak256 as hashOf } from 'viem'
import { accountAt } from '../fixtures.ts'
import type { NodeUnderTest } from './createNodeUnderTest.ts'
import { callMany } from './rpc.ts'

/** Where a transaction was when its receipt was read. */
export type Receipted = { blockHash: Hex; blockNumber: number }

export type Load = ReturnType<typeof createLoad>

const tickMs = 400
const stuckMs = 4_000
const maxAhead = 200

/**
 * Sends transfers at a rate, each account through another node, and remembers
 * every transaction whose receipt it has read. A transaction depends on its
 * nonce alone, so what was lost with a pool is sent again as the same one.
 */
export function createLoad(parameters: {
  nodes: () => readonly NodeUnderTest[]
  chainId: number
}) {
  const { nodes, chainId } = parameters
  const receipts = new Map<Hex, Receipted>()
  let stopping = new AbortController()
  let workers: Promise<void>[] = []

  async function work(
    account: number,
    perTick: number,
    signal: AbortSignal,
    through: NodeUnderTest | undefined,
  ): Promise<void> {
    const sender = accountAt(account)
    const open = new Map<number, { hash: Hex; raw: Hex }>()
    let next: number | undefined
    let mined = 0
    let movedAt = performance.now()
    for (let turn = account; !signal.aborted; turn++) {
      const pause = delay(tickMs)
      try {
        const running = nodes().filter((node) => node.isRunning())
        const node = through ?? running[turn % running.length]
        if (!node) throw new Error('nobody runs')
        const [count] = await callMany(node.rpcUrl, [
          {
            method: 'eth_getTransactionCount',
            params: [sender.address, 'latest'],
          },
        ])
        const seen = Number(count)
        // A node that lags knows less than the others told.
        if (seen > mined || next === undefined) movedAt = performance.now()
        mined = Math.max(mined, seen)
        if (next === undefined || next < mined) next = mined
        if (performance.now() - movedAt > stuckMs) {
          next = mined
          movedAt = performance.now()
        }
        const calls: { method: string; params: unknown[] }[] = []
        for (let i = 0; i < perTick && next < mined + maxAhead; i++, next++) {
          const one = open.get(next) ?? (await sign(next))
          open.set(next, one)
          calls.push({ method: 'eth_sendRawTransaction', params: [one.raw] })
        }
        await callMany(node.rpcUrl, calls)
        const done = [...open].filter(([nonce]) => nonce < mined)
        const answers = await callMany(
          node.rpcUrl,
          done.map(([, { hash }]) => ({
            method: 'eth_getTransactionReceipt',
            params: [hash],
          })),
        )
        for (const [index, [nonce, { hash }]] of done.entries()) {
          const receipt = answers[index] as
            | { blockHash: Hex; blockNumber: Hex }
            | null
            | undefined
          if (!receipt) continue
          receipts.set(hash, {
            blockHash: receipt.blockHash,
            blockNumber: Number(receipt.blockNumber),
          })
          open.delete(nonce)
        }
      } catch {
        // The node is away; the next turn asks another.
      }
      await pause
    }

    async function sign(nonce: number) {
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

  return {
    receipts,
    start: (
      perSecond: number,
      accounts: readonly number[],
      /** All through one node; else each account through another each time. */
      through?: NodeUnderTest,
    ) => {
      stopping = new AbortController()
      const perTick = Math.max(
        1,
        Math.round((perSecond * tickMs) / 1_000 / accounts.length),
      )
      workers = accounts.map((account) =>
        work(account, perTick, stopping.signal, through),
      )
    },
    stop: async () => {
      stopping.abort()
      await Promise.all(workers)
      workers = []
    },
  }
}
