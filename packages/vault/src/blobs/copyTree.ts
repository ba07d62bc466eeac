import { SaharaError } from '@sahara/protocol'
import type { BlobReader, BlobStore } from './BlobStore.ts'
import { linksOf } from './linksOf.ts'
import { dagPbCode, parseCid } from './parseCid.ts'
import { blockTooLarge } from './verifyBlock.ts'

/** Leaves fetched at the same time. */
const concurrency = 8

/** Bounds of a copy, and how to follow it. */
export type CopyTreeOptions = {
  /** Bytes to fetch at most. @default no limit */
  maxBytes?: number | undefined
  /** Called after each block that was fetched. */
  onProgress?: ((progress: CopyTreeProgress) => void) | undefined
  signal?: AbortSignal | undefined
}

/** Where a copy goes: what is there is looked at, what is not is put. */
export type BlobTarget = BlobReader & Pick<BlobStore, 'put'>

/** What was fetched by now. */
export type CopyTreeProgress = { blocks: number; bytes: number }

/**
 * Brings a whole file from one store into another. Blocks that are there are
 * not fetched again, so a broken copy goes on where it stopped. Parents are
 * kept after their children, the root last.
 *
 * @throws {SaharaError} `BLOB_NOT_FOUND`, `BLOB_INVALID`, `BLOB_TOO_LARGE`
 */
export async function copyTree(
  from: BlobReader,
  to: BlobTarget,
  root: string,
  options: CopyTreeOptions = {},
): Promise<CopyTreeProgress> {
  const { maxBytes = Number.POSITIVE_INFINITY, onProgress, signal } = options
  const progress = { blocks: 0, bytes: 0 }
  const stop = new AbortController()
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal

  const fetch = async (cid: string): Promise<Uint8Array> => {
    const block = await from.get(cid, { signal: either })
    either.throwIfAborted()
    progress.blocks += 1
    progress.bytes += block.length
    if (progress.bytes > maxBytes) throw blockTooLarge(root)
    onProgress?.({ ...progress })
    return block
  }

  const nodes: { cid: string; block: Uint8Array }[] = []
  const leaves: string[] = []
  const seen = new Set<string>()
  const waiting = [parseCid(root)]
  for (let cid = waiting.pop(); cid; cid = waiting.pop()) {
    either.throwIfAborted()
    const name = cid.toString()
    if (seen.has(name)) continue
    seen.add(name)
    if (cid.code !== dagPbCode) {
      leaves.push(name)
      continue
    }
    const block = (await readKept(to, name)) ?? (await fetch(name))
    nodes.push({ cid: name, block })
    waiting.push(...linksOf(cid, block).reverse())
  }

  const queue = leaves.values()
  const work = async () => {
    for (const cid of queue) {
      either.throwIfAborted()
      if (!(await to.has(cid))) await to.put(cid, await fetch(cid))
    }
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, work))
  } catch (error) {
    stop.abort(error)
    throw error
  }
  for (const { cid, block } of nodes.reverse()) await to.put(cid, block)
  return progress
}

/** A block that is there and whole. */
async function readKept(
  store: BlobReader,
  cid: string,
): Promise<Uint8Array | undefined> {
  try {
    return await store.get(cid)
  } catch (error) {
    if (SaharaError.isInstance(error)) return undefined
    throw error
  }
}
