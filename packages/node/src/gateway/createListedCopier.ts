import type { PGlite } from '@electric-sql/pglite'
import type { Clock, Logger } from '@sahara/common'
import { metadataCidOf, SaharaError } from '@sahara/protocol'
import { copyTree, createGatewayBlobStore } from '@sahara/vault'
import { createPoller } from '../createPoller.ts'
import { readRoots } from '../database/readRoots.ts'
import { readUndescribed } from '../database/readUndescribed.ts'
import { saveMetadata } from '../database/saveMetadata.ts'
import { type VersionRow, versionKeyOf } from '../database/versionKeyOf.ts'
import type { Locations } from '../locations/createLocations.ts'
import { createAccountStore } from './createAccountStore.ts'
import type { BlobGateway } from './createBlobGateway.ts'
import type { Replicator } from './createReplicator.ts'
import type { UploadSessions } from './createUploadSessions.ts'

/** Copies blobs from where their owners say they lie. */
export type ListedCopier = {
  /** Tries once for every version that is due. */
  runOnce: (signal: AbortSignal) => Promise<void>
  follow: (signal: AbortSignal) => Promise<void>
}

const answerTimeoutMs = 5_000
/** For one version at a time; the next try goes on from there. */
const budgetMs = 60_000
const concurrency = 4
const maxWaitMs = 600_000

/**
 * Fetches what no peer has from where its owner says it lies. Strangers chose
 * those places: they are asked through `fetch` alone, nothing waits for them,
 * each version has its own time, and what is kept counts as uploaded by the
 * owner.
 */
export function createListedCopier(parameters: {
  database: PGlite
  blobs: Pick<BlobGateway, 'store' | 'guard'>
  locations: Pick<Locations, 'find'>
  replicator: Pick<Replicator, 'missing' | 'complete' | 'wake'>
  sessions: Pick<UploadSessions, 'reserve' | 'release'>
  /** Must not reach private addresses, see `createPublicFetch`. */
  fetch: typeof globalThis.fetch
  clock: Clock
  logger: Logger
  pollMs?: number
}): ListedCopier {
  const { database, blobs, locations, replicator, sessions } = parameters
  const { clock, logger, fetch, pollMs = 5_000 } = parameters
  const waiting = new Map<string, { tries: number; notBefore: number }>()

  /** The places of a version, and a store on its owner's account. */
  async function open({ asset_id, version }: VersionRow) {
    const found = await locations.find(asset_id, version)
    const places = found?.list.locations ?? []
    if (!found || places.length === 0) return undefined
    const urlsOf = (wanted: string) =>
      places.filter(({ kind }) => kind === wanted).map(({ url }) => url)
    const from = blobs.guard(
      createGatewayBlobStore({
        urls: urlsOf('gateway'),
        objectUrls: urlsOf('objects'),
        fetch,
        answerTimeoutMs,
      }),
    )
    const { owner: account } = found
    const to = createAccountStore({ store: blobs.store, sessions, account })
    return { from, to }
  }

  async function describe(version: VersionRow, signal: AbortSignal) {
    const cid = metadataCidOf(version.metadata)
    const listed = await open(version)
    if (!listed) return
    const bytes = await listed.from.get(cid, { signal })
    await listed.to.put(cid, bytes)
    await saveMetadata(database, version, bytes)
    replicator.wake()
  }

  async function copy(version: VersionRow, signal: AbortSignal) {
    const listed = await open(version)
    if (!listed) return
    for (const cid of await readRoots(database, version))
      await copyTree(listed.from, listed.to, cid, { signal })
    replicator.complete(version)
  }

  async function attempt(
    version: VersionRow,
    run: typeof copy,
    signal: AbortSignal,
  ): Promise<void> {
    const key = versionKeyOf(version)
    const wait = waiting.get(key)
    if (signal.aborted || (wait && wait.notBefore > clock.now())) return
    try {
      const budget = AbortSignal.timeout(budgetMs)
      await run(version, AbortSignal.any([signal, budget]))
      waiting.delete(key)
    } catch (error) {
      if (signal.aborted) return
      const tries = (wait?.tries ?? 0) + 1
      const delayMs = Math.min(pollMs * 2 ** tries, maxWaitMs)
      waiting.set(key, { tries, notBefore: clock.now() + delayMs })
      const code = SaharaError.isInstance(error) ? error.code : undefined
      logger.info({ code, asset: key, tries }, 'not where its owner says')
    }
  }

  async function runOnce(signal: AbortSignal): Promise<void> {
    const tasks = [
      ...(await readUndescribed(database)).map((version) => ({
        version,
        run: describe,
      })),
      ...replicator.missing().map((version) => ({ version, run: copy })),
    ].values()
    const work = async () => {
      for (const { version, run } of tasks) await attempt(version, run, signal)
    }
    await Promise.all(Array.from({ length: concurrency }, work))
  }

  const poller = createPoller({
    run: runOnce,
    onError: (error) => logger.error({ err: error }, 'lists were not followed'),
    clock,
    pollMs,
  })
  return { runOnce, follow: poller.follow }
}
