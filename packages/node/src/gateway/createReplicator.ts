import type { PGlite } from '@electric-sql/pglite'
import type { Clock, Logger } from '@sahara/common'
import {
  type Metadata,
  metadataCidOf,
  parseMetadata,
  SaharaError,
  summaryOf,
} from '@sahara/protocol'
import { copyTree } from '@sahara/vault'
import type { Hex } from 'viem'
import type { BlobGateway } from './createBlobGateway.ts'

export type Replicator = {
  /** Fetches what is due; returns how many versions are complete now. */
  runOnce: (signal?: AbortSignal) => Promise<number>
  follow: (signal: AbortSignal) => Promise<void>
  /** Looks again now. */
  wake: () => void
}

type Version = { asset_id: string; version: number; metadata: Hex }

const maxWaitMs = 600_000

function searchText(metadata: Metadata): string {
  const { name, description, keywords } = summaryOf(metadata)
  return [name, description, ...keywords].join('\n').toLowerCase()
}

/**
 * Brings the metadata of every indexed version into the read model, and the
 * blobs it names into this node's store, from its peers.
 */
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
  let sleeping: AbortController | undefined

  async function readMetadata(version: Version): Promise<Metadata | undefined> {
    const { asset_id, version: number, metadata: hash } = version
    const bytes = await blobs.reader.get(metadataCidOf(hash))
    let document: Metadata | undefined
    try {
      document = parseMetadata(bytes, { assetId: asset_id, version: number })
    } catch {
      document = undefined
    }
    const save = (kept: Metadata | undefined) =>
      database.query(
        `insert into metadata values ($1, $2, $3, $4, $5)
         on conflict (asset_id, version) do update set hash = excluded.hash,
         document = excluded.document, search = excluded.search`,
        [asset_id, number, hash, kept ?? null, kept ? searchText(kept) : ''],
      )
    // Not all that JSON allows can be kept as jsonb, such as NUL.
    await save(document).catch(() => save(undefined))
    return document
  }

  async function runOnce(signal?: AbortSignal): Promise<number> {
    const { rows } = await database.query<Version>(
      'select asset_id, version, metadata from versions order by at',
    )
    for (const version of rows) {
      if (signal?.aborted) break
      const key = `${version.asset_id}-${version.version}`
      const wait = waiting.get(key)
      if (complete.has(key) || (wait && wait.notBefore > clock.now())) continue
      try {
        const document = await readMetadata(version)
        const { store, remote } = blobs
        if (remote)
          for (const cid of document?.sahara.blobs ?? [])
            await copyTree(remote, store, cid, { signal })
        complete.add(key)
        waiting.delete(key)
      } catch (error) {
        if (signal?.aborted) break
        const tries = (wait?.tries ?? 0) + 1
        const delayMs = Math.min(1_000 * 2 ** tries, maxWaitMs)
        waiting.set(key, { tries, notBefore: clock.now() + delayMs })
        const code = SaharaError.isInstance(error) ? error.code : undefined
        logger.warn({ code, asset: key, tries }, 'blobs are missing')
      }
    }
    return complete.size
  }

  return {
    runOnce,
    wake: () => sleeping?.abort(),
    follow: async (signal) => {
      while (!signal.aborted) {
        try {
          await runOnce(signal)
        } catch (error) {
          if (!signal.aborted)
            logger.error({ err: error }, 'replication failed')
        }
        sleeping = new AbortController()
        await clock.sleep(pollMs, AbortSignal.any([signal, sleeping.signal]))
      }
    },
  }
}
