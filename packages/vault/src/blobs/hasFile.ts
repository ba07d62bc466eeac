import { SaharaError } from '@sahara/protocol'
import type { BlobOptions, BlobReader } from './BlobStore.ts'
import { blocksOf } from './blocksOf.ts'

/** True when every block of the file is there. */
export async function hasFile(
  reader: BlobReader,
  root: string,
  options: BlobOptions = {},
): Promise<boolean> {
  try {
    for await (const cid of blocksOf(reader, root, options))
      if (!(await reader.has(cid, options))) return false
    return true
  } catch (error) {
    if (SaharaError.isInstance(error) && error.code === 'BLOB_NOT_FOUND')
      return false
    throw error
  }
}
