import { SaharaError } from '@sahara/protocol'
import type { Log, PublicClient } from 'viem'
import { indexedAddresses, membershipSet } from './toStatements.ts'

/** The last block that was taken into the read model. */
export type Cursor = { block: number; hash: string }

/** The events of some blocks. */
export type Batch = {
  last: Cursor
  /** In the order of the chain. */
  logs: Log<bigint, number, false>[]
  /** Seconds since 1970 by number, of each block that has logs. */
  times: ReadonlyMap<bigint, number>
}

/** Reads the events after a cursor, up to a final block. */
export type BatchReader = (cursor: Cursor, final: number) => Promise<Batch>

/**
 * Reads the events of the blocks after a cursor, as many blocks at a time as
 * the chain answers for: every RPC bounds the events of one answer, each in
 * its own way and words, so a range that is refused is halved, and grows again
 * by a block at a time.
 */
export function createBatchReader(parameters: {
  chain: PublicClient
  /** Blocks at a time, at most. */
  batchSize: number
}): BatchReader {
  const { chain, batchSize } = parameters
  let size = batchSize

  async function readLogs(from: number, to: number): Promise<Batch['logs']> {
    const range = { fromBlock: BigInt(from), toBlock: BigInt(to) }
    const logs: Batch['logs'][] = await Promise.all([
      chain.getLogs({ address: [...indexedAddresses], ...range }),
      // Lists of members lie at addresses that the factory's events tell.
      chain.getLogs({ event: membershipSet, ...range }),
    ])
    return logs
      .flat()
      .sort(
        (a, b) =>
          Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex,
      )
  }

  async function readTimes(logs: Batch['logs']): Promise<Batch['times']> {
    const times = new Map<bigint, number>()
    for (const { blockNumber, blockHash } of logs) {
      if (times.has(blockNumber)) continue
      const block = await chain.getBlock({ blockNumber })
      if (block.hash !== blockHash)
        throw chainChanged({ block: Number(blockNumber), hash: blockHash })
      times.set(blockNumber, Number(block.timestamp))
    }
    return times
  }

  return async (cursor, final) => {
    const from = cursor.block + 1
    for (;;) {
      const to = Math.min(final, cursor.block + size)
      const [first, last] = await Promise.all(
        [from, to].map((block) =>
          chain.getBlock({ blockNumber: BigInt(block) }),
        ),
      )
      if (!first || !last || first.parentHash !== cursor.hash)
        throw chainChanged({ block: cursor.block, hash: cursor.hash })
      try {
        const logs = await readLogs(from, to)
        size = Math.min(batchSize, size + 1)
        const times = await readTimes(logs)
        return { last: { block: to, hash: last.hash }, logs, times }
      } catch (error) {
        // The chain answers, or the blocks above would be missing.
        if (SaharaError.isInstance(error) || from === to) throw error
        size = Math.ceil((to - cursor.block) / 2)
      }
    }
  }
}

/** Final blocks are never rolled back: another hash is another chain. */
export function chainChanged(
  details: Record<string, string | number>,
): SaharaError {
  return new SaharaError('The chain is not the one that was indexed.', {
    code: 'NODE_CHAIN_CHANGED',
    hint: 'Check --rpc; to index this chain instead, start with --rebuild.',
    details,
  })
}
