import type { PGlite } from '@electric-sql/pglite'
import type { Clock, Logger } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { copyTree } from '@sahara/vault'
import { createPoller, type Poller } from '../createPoller.ts'
import type { BlobGateway } from './createBlobGateway.ts'

export type Replicator = Poller

type Version = { asset_id: string; version: number }

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
  const waiting = new Map<string, { tries: number; notBefore: number }>()

  async function copy(version: Version, signal: AbortSignal): Promise<void> {
    const { store, remote } = blobs
    if (!remote) return
    const { rows } = await database.query<{ cid: string }>(
      `select jsonb_array_elements_text(document->'sahara'->'blobs') as cid
       from metadata where asset_id = $1 and version = $2`,
      [version.asset_id, version.version],
    )
    for (const { cid } of rows) await copyTree(remote, store, cid, { signal })
  }

  async function run(signal: AbortSignal): Promise<void> {
    const { rows } = await database.query<Version>(
      `select m.asset_id, m.version from metadata m
       join versions v on v.asset_id = m.asset_id and v.version = m.version
       where m.document is not null order by v.at`,
    )
    for (const version of rows) {
      if (signal.aborted) break
      const key = `${version.asset_id}-${version.version}`
      const wait = waiting.get(key)
      if (complete.has(key) || (wait && wait.notBefore > clock.now())) continue
      try {
        await copy(version, signal)
        complete.add(key)
        waiting.delete(key)
      } catch (error) {
        if (signal.aborted) break
        const tries = (wait?.tries ?? 0) + 1
        const delayMs = Math.min(1_000 * 2 ** tries, maxWaitMs)
        waiting.set(key, { tries, notBefore: clock.now() + delayMs })
        const code = SaharaError.isInstance(error) ? error.code : undefined
        logger.warn({ code, asset: key, tries }, 'blobs are missing')
      }
    }
  }

  return createPoller({
    run,
    onError: (error) => logger.error({ err: error }, 'replication failed'),
    clock,
    pollMs,
  })
}
