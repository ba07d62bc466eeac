import { SaharaError } from '@sahara/protocol'
import type { BlobReader, BlobStore } from '@sahara/vault'

/** A store that also has what lies in another one, and keeps its own only. */
export function layerStores(store: BlobStore, below: BlobReader): BlobStore {
  return {
    ...store,
    has: async (cid, options) =>
      (await store.has(cid, options)) || below.has(cid, options),
    get: async (cid, options) => {
      try {
        return await store.get(cid, options)
      } catch (error) {
        if (!SaharaError.isInstance(error)) throw error
        return below.get(cid, options)
      }
    },
  }
}
