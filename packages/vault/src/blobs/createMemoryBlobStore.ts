import type { BlobStore } from './BlobStore.ts'
import { blobNotFound } from './blobNotFound.ts'
import { parseCid } from './parseCid.ts'
import { verifyBlock } from './verifyBlock.ts'

/** A store that lives as long as the program, for browsers and tests. */
export function createMemoryBlobStore(): BlobStore {
  const blocks = new Map<string, Uint8Array>()
  return {
    has: async (cid) => blocks.has(cid),
    get: async (cid) => {
      const block = blocks.get(cid)
      if (!block) throw blobNotFound(cid)
      return block
    },
    put: async (cid, block) => {
      await verifyBlock(parseCid(cid), block)
      blocks.set(cid, block.slice())
    },
    delete: async (cid) => void blocks.delete(cid),
    list: async function* () {
      yield* [...blocks.keys()]
    },
  }
}
