import type { PGlite } from '@electric-sql/pglite'
import type { Clock, Logger } from '@sahara/common'
import { metadataCidOf, SaharaError } from '@sahara/protocol'
import { createPoller } from '../createPoller.ts'
import { readUndescribed } from '../database/readUndescribed.ts'
import { saveMetadata } from '../database/saveMetadata.ts'
import { type VersionRow, versionKeyOf } from '../database/versionKeyOf.ts'
import type { BlobGateway } from './createBlobGateway.ts'

/** Brings metadata into the read model. */
export type MetadataLoader = {
  /** Tries once for every version that is due. */
  load: (signal?: AbortSignal) => Promise<void>
  follow: (signal: AbortSignal) => Promise<void>
  /** Versions were indexed: not settled until they were looked for. */
  expectMore: () => void
  /**
   * True once the metadata of every version is in the read model, or no peer
   * has it. For peers that do not answer it waits `patienceMs`, then no more
   * until one answers again: a blob that is lost, or a peer that is gone, must
   * not keep a node from being ready.
   */
  isSettled: () => boolean
  /** Versions whose metadata was looked for in vain. */
  missing: () => number
}

type Missing = {
  tries: number
  notBefore: number
  /** Whoever could have it was asked and has not. */
  isLost: boolean
}

const concurrency = 8
const maxWaitMs = 600_000

/** Brings the metadata of every indexed version into the read model. */
export function createMetadataLoader(parameters: {
  database: PGlite
  blobs: Pick<BlobGateway, 'reader'>
  clock: Clock
  logger: Logger
  onLoaded?: () => void
  patienceMs?: number
  pollMs?: number
}): MetadataLoader {
  const { database, blobs, clock, logger, onLoaded } = parameters
  const { patienceMs = 10_000, pollMs = 1_000 } = parameters
  const missing = new Map<string, Missing>()
  /** Counts what was indexed, and how far of it was looked for. */
  let expected = 1
  let looked = 0
  /** Since when peers have not answered. */
  let deafSince: number | undefined

  /** True when no peer answered, so that asking for more is in vain. */
  async function tryOne(version: VersionRow): Promise<boolean> {
    const key = versionKeyOf(version)
    try {
      const cid = metadataCidOf(version.metadata)
      await saveMetadata(database, version, await blobs.reader.get(cid))
      missing.delete(key)
      return false
    } catch (error) {
      if (!SaharaError.isInstance(error)) throw error
      const { asked = 0, unreachable = 0 } = error.details
      const isDeaf = unreachable !== 0
      if (isDeaf) deafSince ??= clock.now()
      const tries = (missing.get(key)?.tries ?? 0) + 1
      const delayMs = Math.min(1_000 * 2 ** tries, maxWaitMs)
      missing.set(key, {
        tries,
        notBefore: clock.now() + delayMs,
        isLost: !isDeaf,
      })
      logger.warn(
        { code: error.code, asset: key, tries },
        'metadata is missing',
      )
      return isDeaf && unreachable === asked
    }
  }

  const isAllLost = () => [...missing.values()].every(({ isLost }) => isLost)

  async function load(signal?: AbortSignal): Promise<void> {
    if (looked === expected && missing.size === 0) return
    const upTo = expected
    const rows = await readUndescribed(database)
    const open = new Set(rows.map(versionKeyOf))
    for (const key of missing.keys()) if (!open.has(key)) missing.delete(key)
    const now = clock.now()
    const due = rows.filter(
      (row) => (missing.get(versionKeyOf(row))?.notBefore ?? 0) <= now,
    )
    let isVain = false
    const queue = due.values()
    const work = async () => {
      for (const version of queue) {
        if (signal?.aborted || isVain) return
        if (await tryOne(version)) isVain = true
      }
    }
    await Promise.all(Array.from({ length: concurrency }, work))
    looked = upTo
    if (isAllLost()) deafSince = undefined
    if (due.length > 0) onLoaded?.()
  }

  const poller = createPoller({
    run: load,
    onError: (error) => logger.error({ err: error }, 'metadata was not loaded'),
    clock,
    pollMs,
  })

  return {
    load,
    follow: poller.follow,
    expectMore: () => {
      expected += 1
      poller.wake()
    },
    isSettled: () => {
      if (looked !== expected) return false
      const isPatient =
        deafSince !== undefined && clock.now() - deafSince < patienceMs
      return !isPatient || isAllLost()
    },
    missing: () => missing.size,
  }
}
