import type { PGlite } from '@electric-sql/pglite'
import type { Clock, Logger } from '@sahara/common'
import { addresses, SaharaError } from '@sahara/protocol'
import { BaseError, isAddressEqual, type PublicClient } from 'viem'
import { prepareSchema } from '../database/prepareSchema.ts'
import {
  type Cursor,
  chainChanged,
  createBatchReader,
} from './createBatchReader.ts'
import { toStatements } from './toStatements.ts'

/** Keeps the read model up with the chain. */
export type Indexer = {
  /** Takes all final blocks there are now; returns whether there were any. */
  catchUp: (signal?: AbortSignal) => Promise<boolean>
  /** Follows the chain until the signal aborts. */
  follow: (signal: AbortSignal) => Promise<void>
  state: () => IndexerState
}

/** How far the read model is. */
export type IndexerState = {
  cursor: Cursor | undefined
  /** The chain's final block when last asked. */
  finalBlock: number | undefined
  /** Why the indexer does not go on, if so. */
  problem: SaharaError | undefined
}

const registry = addresses.assetRegistry

function toProblem(cause: unknown): SaharaError {
  if (SaharaError.isInstance(cause)) return cause
  if (cause instanceof BaseError)
    return new SaharaError('The chain could not be read.', {
      code: 'CHAIN_UNREACHABLE',
      hint: 'Check that the chain runs and --rpc is right.',
      retryable: true,
      cause,
    })
  return new SaharaError('The read model could not be written.', {
    code: 'INTERNAL',
    hint: 'Check the disk of the data folder; --rebuild makes the read model anew.',
    cause,
  })
}

/**
 * Copies the events of final blocks into the read model: the rows of a batch
 * and the cursor in one transaction, so that a kill at any moment leaves both
 * or neither. Final blocks are never rolled back; another chain under the same
 * address is refused.
 */
export async function createIndexer(parameters: {
  database: PGlite
  chain: PublicClient
  clock: Clock
  logger: Logger
  /** Called after assets or versions of them were added or changed. */
  onAssets?: () => void
  /** Blocks per transaction, at most. */
  batchSize?: number
  pollMs?: number
}): Promise<Indexer> {
  const { database, chain, clock, logger, onAssets } = parameters
  const { batchSize = 500, pollMs = 500 } = parameters
  const readBatch = createBatchReader({ chain, batchSize })
  await prepareSchema(database)
  const state: IndexerState = {
    cursor: undefined,
    finalBlock: undefined,
    problem: undefined,
  }

  async function begin(): Promise<Cursor> {
    const chainId = await chain.getChainId()
    const genesis = await chain.getBlock({ blockNumber: 0n })
    await database.query(
      `insert into cursor values (1, $1, $2, 0, $2) on conflict do nothing`,
      [chainId, genesis.hash],
    )
    const { rows } = await database.query<{
      chain_id: number
      genesis: string
      block: number
      hash: string
    }>('select * from cursor')
    const [row] = rows
    if (!row || row.genesis !== genesis.hash || row.chain_id !== chainId)
      throw chainChanged({ chainId, genesis: genesis.hash })
    return { block: Number(row.block), hash: row.hash }
  }

  async function indexBatch(cursor: Cursor, final: number): Promise<Cursor> {
    const { last, logs, times } = await readBatch(cursor, final)
    await database.transaction(async (transaction) => {
      for (const log of logs)
        for (const { sql, values } of toStatements(
          log,
          times.get(log.blockNumber) ?? 0,
        ))
          await transaction.query(sql, values)
      await transaction.query('update cursor set block = $1, hash = $2', [
        last.block,
        last.hash,
      ])
    })
    // Before the cursor moves on, so that no one finds the node ready between.
    if (logs.some(({ address }) => isAddressEqual(address, registry)))
      onAssets?.()
    return last
  }

  async function catchUp(signal?: AbortSignal): Promise<boolean> {
    try {
      state.cursor ??= await begin()
      const head = await chain.getBlock({ blockTag: 'finalized' })
      const final = Number(head.number)
      state.finalBlock = final
      const before = state.cursor.block
      if (final < before) throw chainChanged({ block: before, final })
      while (state.cursor.block < final && !signal?.aborted)
        state.cursor = await indexBatch(state.cursor, final)
      if (state.cursor.block === final && state.cursor.hash !== head.hash)
        throw chainChanged({ block: final, hash: head.hash })
      state.problem = undefined
      return state.cursor.block > before
    } catch (cause) {
      state.problem = toProblem(cause)
      throw state.problem
    }
  }

  return {
    catchUp,
    follow: async (signal) => {
      let reported: string | undefined
      while (!signal.aborted) {
        try {
          await catchUp(signal)
          reported = undefined
        } catch (error) {
          if (signal.aborted) return
          // Tried again for ever: the chain may only be away for a while.
          if (reported !== state.problem?.code)
            logger.error({ err: error }, 'the indexer waits')
          reported = state.problem?.code
        }
        await clock.sleep(pollMs, signal)
      }
    },
    state: () => state,
  }
}
