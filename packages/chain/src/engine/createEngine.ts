import type { Clock, Logger } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import type { Hex } from 'viem'
import type { Anvil } from '../anvil/spawnAnvil.ts'
import { dropSnapshots } from '../journal/snapshot.ts'
import {
  type BootedChain,
  boot,
  commitSegment,
  prepareSegment,
  replayCostOf,
} from './boot.ts'
import { createPool } from './createPool.ts'
import { createReadWriteLock } from './createReadWriteLock.ts'
import type { ChainIdentity } from './folders.ts'
import { mine } from './replay.ts'

/** The chain behind the RPC: it mines, journals, and survives its anvil. */
export type Engine = {
  /**
   * Runs a task against anvil while nothing is mined, so that it sees final
   * blocks only. Waits while the chain restarts.
   */
  read: <T>(task: (anvil: Anvil) => Promise<T>) => Promise<T>
  submit: (transaction: Hex) => Promise<Hex>
  /** The time, in seconds, that a block mined now would carry. */
  nextTimestamp: () => number
  /** The pid of anvil, for whoever measures or torments it. */
  anvilPid: () => number | undefined
  /** Settles only when the chain cannot go on. */
  failed: Promise<unknown>
  close: () => Promise<void>
}

export type CreateEngineParameters = {
  chain: ChainIdentity
  clock: Clock
  logger: Logger
  /** At most one block in this time, in milliseconds. */
  blockIntervalMs: number
  /** A block in this time even when nothing waits, in milliseconds. */
  idleIntervalMs: number
  /** A new segment begins when replaying the newest costs more. */
  maxReplayCostMs: number
}

const maxWaitMs = 20_000
const maxAttempts = 10
const maxRestartPauseMs = 30_000

/** Boots the chain and keeps mining until closed. */
export async function createEngine(
  parameters: CreateEngineParameters,
): Promise<Engine> {
  const { chain, clock, logger } = parameters
  const lock = createReadWriteLock()
  const pool = createPool()
  const stopping = new AbortController()
  const failure = Promise.withResolvers<unknown>()

  let current: BootedChain | undefined
  let up = Promise.withResolvers<void>()
  let wake = new AbortController()
  let minedAt = 0
  let waiting = false
  let rollAt = parameters.maxReplayCostMs

  await lock.write(bringUp)
  const loop = run()

  return {
    read,
    failed: failure.promise,
    anvilPid: () => current?.anvil.pid,
    nextTimestamp,
    submit: (transaction) =>
      read(async (anvil) => {
        const hash = await pool.submit(anvil, transaction)
        waiting = true
        wake.abort()
        return hash
      }),
    close: async () => {
      stopping.abort()
      wake.abort()
      await loop
      await lock.write(bringDown)
    },
  }

  function nextTimestamp(): number {
    return Math.max(
      current?.head.timestamp ?? 0,
      Math.floor(clock.now() / 1_000),
    )
  }

  async function read<T>(task: (anvil: Anvil) => Promise<T>): Promise<T> {
    const deadline = clock.now() + maxWaitMs
    for (let attempt = 1; ; attempt++) {
      if (!current) await waitUntilUp(deadline)
      try {
        return await lock.read(() => {
          if (!current) throw unavailable()
          return task(current.anvil)
        })
      } catch (error) {
        const unreachable =
          SaharaError.isInstance(error) && error.code === 'CHAIN_UNREACHABLE'
        if (!unreachable || stopping.signal.aborted) throw error
        if (attempt >= maxAttempts || clock.now() >= deadline) throw error
        await clock.sleep(attempt * 10, stopping.signal)
      }
    }
  }

  async function waitUntilUp(deadline: number): Promise<void> {
    const end = new AbortController()
    const timeout = clock.sleep(
      Math.max(0, deadline - clock.now()),
      AbortSignal.any([end.signal, stopping.signal]),
    )
    await Promise.race([up.promise, timeout])
    end.abort()
  }

  async function run(): Promise<void> {
    let restartPauseMs = 0
    while (!stopping.signal.aborted) {
      try {
        if (!current) {
          await clock.sleep(restartPauseMs, stopping.signal)
          if (stopping.signal.aborted) return
          await lock.write(bringUp)
        }
        await waitForWork()
        if (stopping.signal.aborted) return
        if (!current) continue
        await lock.write(mineBlock)
        restartPauseMs = 0
        await rollIfLong()
      } catch (error) {
        if (stopping.signal.aborted) return
        const isLost = isHopeless(error)
        logger.error(
          { err: error },
          `the embedded chain failed; ${isLost ? 'it cannot go on' : 'restarting'}`,
        )
        await lock.write(bringDown)
        if (isLost) {
          failure.resolve(error)
          return
        }
        restartPauseMs = Math.min(
          maxRestartPauseMs,
          Math.max(100, restartPauseMs * 2),
        )
      }
    }
  }

  async function waitForWork(): Promise<void> {
    while (current) {
      wake = new AbortController()
      const interval = waiting
        ? parameters.blockIntervalMs
        : parameters.idleIntervalMs
      const remaining = Math.min(interval, minedAt + interval - clock.now())
      if (remaining <= 0 || stopping.signal.aborted) return
      await clock.sleep(
        remaining,
        AbortSignal.any([wake.signal, stopping.signal]),
      )
    }
  }

  async function mineBlock(): Promise<void> {
    if (!current) return
    try {
      await mineAndJournal(current)
    } catch (error) {
      // Nobody may read the block that was mined and is not in the journal.
      await bringDown()
      throw error
    }
  }

  async function mineAndJournal(running: BootedChain): Promise<void> {
    const { anvil, head, segment } = running
    const block = await mine(anvil, nextTimestamp())
    if (block.number !== head.number + 1 || block.parentHash !== head.hash)
      throw new SaharaError('anvil mined a block that we did not ask for.', {
        code: 'INTERNAL',
        hint: 'The chain restarts from its journal; please report it.',
        details: { expected: head.number + 1, found: block.number },
      })
    const { number, hash, timestamp } = block
    const transactions = block.transactions.map(signedBytes)
    await segment.append({ number, hash, timestamp, transactions })
    running.head = { number, hash, timestamp }
    running.replayCost += replayCostOf(transactions.length)
    minedAt = clock.now()
    waiting = await pool.settle(anvil, block.transactions)
  }

  function signedBytes(hash: Hex): Hex {
    const transaction = pool.get(hash)
    if (transaction) return transaction
    throw new SaharaError('anvil mined an unknown transaction.', {
      code: 'INTERNAL',
      hint: 'The chain restarts from its journal; please report it.',
      details: { hash },
    })
  }

  /** In a pause if there is one: reads go on, only mining waits. */
  async function rollIfLong(): Promise<void> {
    const old = current
    if (!old || old.replayCost < rollAt) return
    if (waiting && old.replayCost < 2 * rollAt) return
    let anvil: Anvil
    try {
      anvil = await prepareSegment(chain, old.anvil, old.head)
    } catch (error) {
      rollAt = old.replayCost + parameters.maxReplayCostMs
      logger.warn({ err: error }, 'no new journal segment; trying again later')
      return
    }
    try {
      // Once this began, a failure means a restart: which of the two segments
      // is the newest is for the folder to say.
      const segment = await commitSegment(chain, old.head)
      await lock.write(async () => {
        if (current !== old) throw unavailable()
        await pool.resubmit(anvil)
        current = { ...old, anvil, segment, replayCost: 0 }
        watch(anvil)
      })
    } catch (error) {
      await anvil.stop()
      throw error
    }
    rollAt = parameters.maxReplayCostMs
    await old.anvil.stop()
    await old.segment.close()
    await dropSnapshots(chain.folders.snapshots, [
      old.head.number,
      old.segment.header.startNumber,
    ])
  }

  async function bringUp(): Promise<void> {
    const booted = await boot(chain)
    current = booted
    minedAt = booted.head.timestamp * 1_000
    if (booted.cutBytes > 0)
      logger.warn({ bytes: booted.cutBytes }, 'cut a torn record off')
    await pool.resubmit(booted.anvil)
    waiting = pool.size() > 0
    watch(booted.anvil)
    up.resolve()
  }

  async function bringDown(): Promise<void> {
    const old = current
    if (!old) return
    current = undefined
    up = Promise.withResolvers()
    await old.anvil.stop()
    await old.segment.close()
  }

  /** Notices the end of an anvil that was not asked to end. */
  function watch(anvil: Anvil): void {
    void anvil.ended.then(async () => {
      if (current?.anvil !== anvil || stopping.signal.aborted) return
      logger.warn('anvil ended; restarting it from the journal')
      await lock.write(async () => {
        if (current?.anvil === anvil) await bringDown()
      })
      wake.abort()
    })
  }
}

function isHopeless(error: unknown): boolean {
  return (
    SaharaError.isInstance(error) &&
    (error.code === 'CHAIN_JOURNAL_CORRUPT' || error.code === 'CHAIN_MISMATCH')
  )
}

function unavailable(): SaharaError {
  return new SaharaError('The embedded chain is restarting.', {
    code: 'CHAIN_UNREACHABLE',
    hint: 'Try again in a few seconds.',
    retryable: true,
  })
}
