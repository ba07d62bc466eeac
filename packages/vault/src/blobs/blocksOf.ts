import type { BlobOptions, BlobReader } from './BlobStore.ts'
import { walkFile } from './walkFile.ts'

/**
 * The CIDs of all blocks of a file, the root first. Reads inner blocks only,
 * so a listed leaf may be missing.
 *
 * @throws {SaharaError} `BLOB_NOT_FOUND`, `BLOB_INVALID`
 */
export async function* blocksOf(
  reader: BlobReader,
  root: string,
  options: BlobOptions = {},
): AsyncGenerator<string> {
  const blocks = walkFile(reader, root, { ...options, leaves: false })
  for await (const { cid } of blocks) yield cid.toString()
}
