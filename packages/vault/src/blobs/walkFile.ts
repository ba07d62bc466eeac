import type { CID } from 'multiformats/cid'
import type { BlobOptions, BlobReader } from './BlobStore.ts'
import { linksOf } from './linksOf.ts'
import { dagPbCode, parseCid } from './parseCid.ts'

/** A block on the way through a file. */
export type WalkedBlock = {
  cid: CID
  /** Absent for leaves when they were not asked for. */
  block: Uint8Array | undefined
}

/**
 * The blocks of a file, parents before children, depth first, each once.
 *
 * @throws {SaharaError} `BLOB_NOT_FOUND`, `BLOB_INVALID`
 */
export async function* walkFile(
  reader: BlobReader,
  root: string,
  options: BlobOptions & { leaves?: boolean } = {},
): AsyncGenerator<WalkedBlock> {
  const seen = new Set<string>()
  const waiting = [parseCid(root)]
  for (let cid = waiting.pop(); cid; cid = waiting.pop()) {
    options.signal?.throwIfAborted()
    const name = cid.toString()
    if (seen.has(name)) continue
    seen.add(name)
    const needed = options.leaves !== false || cid.code === dagPbCode
    const block = needed ? await reader.get(name, options) : undefined
    yield { cid, block }
    if (block) waiting.push(...linksOf(cid, block).reverse())
  }
}
