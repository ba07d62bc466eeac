import { SaharaError } from '@sahara/protocol'
import { type Anvil, spawnAnvil } from '../anvil/spawnAnvil.ts'
import type { SegmentHeader } from '../journal/codec.ts'
import {
  createSegment,
  listSegments,
  openSegment,
  readClosedSegment,
  type Segment,
  type SegmentContent,
  segmentPath,
} from '../journal/openSegment.ts'
import {
  hasSnapshot,
  snapshotPath,
  writeSnapshot,
} from '../journal/snapshot.ts'
import type { ChainIdentity } from './folders.ts'
import { type Head, latestBlock, replay } from './replay.ts'

/** A running anvil that stands at the end of the journal. */
export type BootedChain = {
  anvil: Anvil
  segment: Segment
  head: Head
  /** What replaying the segment costs at the next start. */
  replayCost: number
  cutBytes: number
}

/** The rules of new segments; each keeps those it began with. */
const hardfork = 'osaka'

const callTimeoutMs = 30_000

/** Blocks and transactions cost about 8 ms and 1 ms to replay. */
export function replayCostOf(transactions: number): number {
  return 8 + transactions
}

/**
 * Brings up anvil at the last journaled block: newest snapshot, then the
 * blocks after it, each checked by its hash.
 *
 * @throws {SaharaError} `CHAIN_JOURNAL_CORRUPT`, `CHAIN_MISMATCH`
 */
export async function boot(chain: ChainIdentity): Promise<BootedChain> {
  const starts = await listSegments(chain.folders.journal)
  if (starts.length === 0) {
    await createFirstSegment(chain)
    starts.push(0)
  }
  const start = starts.at(-1) ?? 0
  const { segment, content, cutBytes } = await openSegment(
    segmentPath(chain.folders.journal, start),
  )
  let anvil: Anvil | undefined
  try {
    checkChainId(chain, content.header)
    anvil = await startSegment(chain, starts, starts.length - 1, content)
    await replay(anvil, content.blocks)
    return {
      anvil,
      segment,
      head: headOf(content),
      replayCost: content.blocks.reduce(
        (sum, block) => sum + replayCostOf(block.transactions.length),
        0,
      ),
      cutBytes,
    }
  } catch (error) {
    await anvil?.stop()
    await segment.close()
    throw error
  }
}

/** Starts anvil where a segment begins, from the segment's snapshot. */
async function startFromSnapshot(
  chain: ChainIdentity,
  header: Pick<
    SegmentHeader,
    'startNumber' | 'startTimestamp' | 'gasLimit' | 'hardfork'
  >,
): Promise<Anvil> {
  const anvil = await spawnAnvil({
    chainId: chain.chainId,
    gasLimit: header.gasLimit,
    hardfork: header.hardfork,
    from:
      header.startNumber === 0
        ? { genesis: chain.folders.genesis }
        : {
            snapshot: snapshotPath(chain.folders.snapshots, header.startNumber),
            timestamp: header.startTimestamp,
          },
    cacheFolder: chain.folders.cache,
    childFolder: chain.folders.children,
    callTimeoutMs,
  })
  await anvil.rpc.call('anvil_setLoggingEnabled', [false])
  return anvil
}

/**
 * Dumps anvil at its head and starts another one from the dump. Nothing is
 * decided yet: the segment begins with {@link commitSegment}.
 */
export async function prepareSegment(
  chain: ChainIdentity,
  old: Anvil,
  head: Head,
): Promise<Anvil> {
  await dump(chain, old, head.number)
  const next = await startFromSnapshot(chain, {
    gasLimit: chain.gasLimit,
    hardfork,
    startNumber: head.number,
    startTimestamp: head.timestamp,
  })
  try {
    await checkHead(next, head)
    return next
  } catch (error) {
    await next.stop()
    throw error
  }
}

/** From here on, new blocks belong to the segment that starts at this head. */
export async function commitSegment(
  chain: ChainIdentity,
  head: Head,
): Promise<Segment> {
  await createSegment(chain.folders.journal, headerOf(chain, head))
  const path = segmentPath(chain.folders.journal, head.number)
  return (await openSegment(path)).segment
}

async function createFirstSegment(chain: ChainIdentity): Promise<void> {
  const anvil = await startFromSnapshot(chain, {
    gasLimit: chain.gasLimit,
    hardfork,
    startNumber: 0,
    startTimestamp: 0,
  })
  try {
    const genesis = await latestBlock(anvil)
    await createSegment(chain.folders.journal, headerOf(chain, genesis))
  } finally {
    await anvil.stop()
  }
}

/**
 * Snapshots only save time: a missing or damaged one is made again from the
 * segment before it.
 */
async function startSegment(
  chain: ChainIdentity,
  starts: number[],
  index: number,
  content: SegmentContent,
): Promise<Anvil> {
  const { header } = content
  const previous = starts[index - 1]
  if (
    previous !== undefined &&
    !(await hasSnapshot(chain.folders.snapshots, header.startNumber))
  ) {
    const before = await readClosedSegment(
      segmentPath(chain.folders.journal, previous),
    )
    const end = headOf(before)
    if (end.number !== header.startNumber || end.hash !== header.startHash)
      throw new SaharaError('Two segments of the journal do not meet.', {
        code: 'CHAIN_JOURNAL_CORRUPT',
        hint: 'Restore the chain folder from a backup.',
        details: { end: end.number, start: header.startNumber },
      })
    const anvil = await startSegment(chain, starts, index - 1, before)
    try {
      await replay(anvil, before.blocks)
      await dump(chain, anvil, end.number)
    } finally {
      await anvil.stop()
    }
  }
  const anvil = await startFromSnapshot(chain, header)
  try {
    await checkHead(anvil, {
      number: header.startNumber,
      hash: header.startHash,
      timestamp: header.startTimestamp,
    })
    return anvil
  } catch (error) {
    await anvil.stop()
    throw error
  }
}

async function dump(
  chain: ChainIdentity,
  anvil: Anvil,
  number: number,
): Promise<void> {
  const state = await anvil.rpc.call('anvil_dumpState')
  await writeSnapshot(chain.folders.snapshots, number, String(state))
}

function headOf({ header, blocks }: SegmentContent): Head {
  const { number, hash, timestamp } = blocks.at(-1) ?? {
    number: header.startNumber,
    hash: header.startHash,
    timestamp: header.startTimestamp,
  }
  return { number, hash, timestamp }
}

function headerOf(chain: ChainIdentity, head: Head): SegmentHeader {
  return {
    gasLimit: chain.gasLimit,
    hardfork,
    chainId: chain.chainId,
    startNumber: head.number,
    startHash: head.hash,
    startTimestamp: head.timestamp,
  }
}

function checkChainId(chain: ChainIdentity, header: SegmentHeader): void {
  if (header.chainId === chain.chainId) return
  throw new SaharaError('The journal belongs to another chain.', {
    code: 'CHAIN_MISMATCH',
    hint: 'Choose another folder with --data.',
    details: { found: header.chainId, expected: chain.chainId },
  })
}

async function checkHead(anvil: Anvil, head: Head): Promise<void> {
  const found = await latestBlock(anvil)
  if (found.hash === head.hash && found.number === head.number) return
  throw new SaharaError(
    `The chain at block ${head.number} has another hash than the journal.`,
    {
      code: 'CHAIN_JOURNAL_CORRUPT',
      hint: 'Restore the chain folder from a backup, or use the version of Sahara that made it.',
      details: { number: head.number, expected: head.hash, found: found.hash },
    },
  )
}
