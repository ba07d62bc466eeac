import type { PGlite } from '@electric-sql/pglite'
import type { Clock, Logger } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { copyTree } from '@sahara/vault'
import { createPoller, type Poller } from '../createPoller.ts'
import { readRoots } from '../database/readRoots.ts'
import { type VersionRow, versionKeyOf } from '../database/versionKeyOf.ts'
import type { BlobGateway } from './createBlobGateway.ts'

/** Copies the blobs of the catalogue. */
export type Replicator = Poller & {
  /** Versions whose blobs no peer gave when they were last asked. */
  missing: () => VersionRow[]
  /** Its blobs came from elsewhere: they are looked for no more. */
  complete: (version: VersionRow) => void
}

const maxWaitMs = 600_000

/** Brings the blobs that known metadata names into this node's store. */
export function createReplicator(parameters: {
  database: PGlite
  blobs: BlobGateway
  clock: Clock
  logger: Logger
  pollMs?: number
}): Replicator {
  const { database, blobs, clock, logger, pollMs = 2_000 } = parameters
  const complete = new Set<string>()
  const waiting = new Map<
    string,
    { version: VersionRow; tries: number; notBefore: number }
  >()

  function finish(version: VersionRow): void {
    complete.add(versionKeyOf(version))
    waiting.delete(versionKeyOf(version))
  }

  async function copy(version: VersionRow, signal: AbortSignal): Promise<void> {
    const { store, remote } = blobs
    if (!remote) return
    for (const cid of await readRoots(database, version))
      await copyTree(remote, store, cid, { signal })
  }

  async function run(signal: AbortSignal): Promise<void> {
    const { rows } = await database.query<VersionRow>(
      `select v.asset_id, v.version, v.metadata from metadata m
       join versions v on v.asset_id = m.asset_id and v.version = m.version
       where m.document is not null order by v.at`,
    )
    for (const version of rows) {
      if (signal.aborted) break
      const key = versionKeyOf(version)
      const wait = waiting.get(key)
      if (complete.has(key) || (wait && wait.notBefore > clock.now())) continue
      try {
        await copy(version, signal)
        finish(version)
      } catch (error) {
        if (signal.aborted) break
        const tries = (wait?.tries ?? 0) + 1
        const delayMs = Math.min(1_000 * 2 ** tries, maxWaitMs)
        waiting.set(key, { version, tries, notBefore: clock.now() + delayMs })
        const code = SaharaError.isInstance(error) ? error.code : undefined
        logger.warn({ code, asset: key, tries }, 'blobs are missing')
      }
    }
  }

  return {
    ...createPoller({
      run,
      onError: (error) => logger.error({ err: error }, 'replication failed'),
      clock,
      pollMs,
    }),
    missing: () => [...waiting.values()].map(({ version }) => version),
    complete: finish,
  }
}
