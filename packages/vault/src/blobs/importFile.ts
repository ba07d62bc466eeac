import { CID } from 'multiformats/cid'
import { readAll } from '../internal/readAll.ts'
import { toByteStream } from '../internal/toByteStream.ts'
import type { BlobStore, ByteSource } from './BlobStore.ts'
import { maxBlockBytes } from './verifyBlock.ts'

/** How every file is cut: 1 MiB leaves, 1,024 links a node. */
export const chunkBytes = 1024 * 1024
const maxLinks = 1024

export type ImportFileReturnType = {
  cid: string
  /** Bytes of the file, without the tree above them. */
  size: number
}

/**
 * Stores a file as UnixFS blocks: CIDv1, sha2-256, raw leaves of 1 MiB, 1,024
 * links. The root is stored last, so a store that has it has the file.
 */
export async function importFile(
  store: BlobStore,
  source: ByteSource,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<ImportFileReturnType> {
  // Only here, since programs that move no bytes start faster without it.
  const [{ importBytes }, { fixedSize }, { balanced }] = await Promise.all([
    import('ipfs-unixfs-importer'),
    import('ipfs-unixfs-importer/chunker'),
    import('ipfs-unixfs-importer/layout'),
  ])
  let size = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const part of toByteStream(source, options.signal)) {
      size += part.length
      yield part
    }
  }
  const { cid } = await importBytes(
    counted(),
    {
      put: async (key, value) => {
        const block =
          value instanceof Uint8Array
            ? value
            : await readAll(value, maxBlockBytes)
        await store.put(CID.asCID(key)?.toString() ?? key.toString(), block)
        return key
      },
    },
    {
      cidVersion: 1,
      rawLeaves: true,
      reduceSingleLeafToSelf: true,
      chunker: fixedSize({ chunkSize: chunkBytes }),
      layout: balanced({ maxChildrenPerNode: maxLinks }),
      blockWriteConcurrency: 8,
    },
  )
  return { cid: cid.toString(), size }
}
