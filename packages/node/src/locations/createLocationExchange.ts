import type { Clock, Logger } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import {
  locationListPageSchema,
  locationListSchema,
} from '@sahara/protocol/api'
import { z } from 'zod'
import { createPoller } from '../createPoller.ts'
import type { Locations } from './createLocations.ts'

const pageSize = 100
const maxPages = 100
/** A page of the longest lists there can be is smaller. */
const maxPageBytes = 2 * 1024 * 1024
const timeoutMs = 30_000
/** Every so many rounds all lists are read again. */
const roundsToSweep = 120

/** A list of a later form than ours hides no other. */
const pageSchema = locationListPageSchema.extend({
  items: z.array(z.unknown()),
})

/**
 * Takes over the location lists of this node's peers. What was refused comes
 * again with the next sweep, which is the next round if that may help: the
 * asset was not indexed yet, or the chain did not answer.
 */
export function createLocationExchange(parameters: {
  locations: Pick<Locations, 'accept'>
  /** Base URLs of other nodes. */
  peers: readonly string[]
  clock: Clock
  logger: Logger
  fetch?: typeof globalThis.fetch
  pollMs?: number
}): {
  runOnce: (signal: AbortSignal) => Promise<void>
  follow: (signal: AbortSignal) => Promise<void>
} {
  const { locations, peers, clock, logger } = parameters
  const { fetch = globalThis.fetch, pollMs = 5_000 } = parameters
  const cursors = new Map<string, string>()
  /** The last page of each peer, so that it comes only when it changed. */
  const tags = new Map<string, string>()
  let rounds = 0
  let isSweepDue = false

  async function readPeer(peer: string, signal: AbortSignal): Promise<void> {
    for (let page = 0; page < maxPages; page++) {
      const answer = await readPage(peer, signal)
      if (!answer) return
      for (const item of answer.items) await take(peer, item)
      if (answer.tag) tags.set(peer, answer.tag)
      if (answer.nextCursor === null) return
      cursors.set(peer, answer.nextCursor)
    }
  }

  async function take(peer: string, item: unknown): Promise<void> {
    const { data: list } = locationListSchema.safeParse(item)
    if (!list) return
    try {
      await locations.accept(list)
    } catch (error) {
      if (!SaharaError.isInstance(error)) throw error
      const { code } = error
      if (code === 'ASSET_NOT_FOUND' || code === 'CHAIN_UNREACHABLE')
        isSweepDue = true
      const { assetId, version } = list
      if (code !== 'LOCATIONS_OUTDATED')
        logger.debug({ code, assetId, version, peer }, 'list refused')
    }
  }

  /** Nothing when the page is as it was. */
  async function readPage(peer: string, signal: AbortSignal) {
    const cursor = cursors.get(peer)
    const tag = tags.get(peer)
    const url = new URL(`${peer.replace(/\/+$/, '')}/api/v1/locations`)
    url.searchParams.set('limit', String(pageSize))
    if (cursor) url.searchParams.set('cursor', cursor)
    const response = await fetch(url, {
      headers: tag ? { 'if-none-match': tag } : {},
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    if (response.status === 304) return undefined
    let text = ''
    const decoder = new TextDecoder()
    for await (const part of response.body ?? []) {
      text += decoder.decode(part, { stream: true })
      if (text.length > maxPageBytes)
        throw new SaharaError('The peer sent too long a page.', {
          code: 'NODE_UNREACHABLE',
          hint: 'Leave this peer out, or tell its operator.',
          details: { peer },
        })
    }
    const read = pageSchema.parse(JSON.parse(text))
    return { ...read, tag: response.headers.get('etag') }
  }

  async function runOnce(signal: AbortSignal): Promise<void> {
    if (isSweepDue || rounds % roundsToSweep === 0) {
      cursors.clear()
      tags.clear()
    }
    isSweepDue = false
    rounds += 1
    // One that dawdles keeps no other waiting.
    await Promise.all(
      peers.map((peer) =>
        readPeer(peer, signal).catch((error: unknown) => {
          if (!signal.aborted)
            logger.debug({ err: error, peer }, 'no location lists')
        }),
      ),
    )
  }

  const poller = createPoller({
    run: runOnce,
    onError: (error) => logger.error({ err: error }, 'no location lists'),
    clock,
    pollMs,
  })
  return { runOnce, follow: poller.follow }
}
