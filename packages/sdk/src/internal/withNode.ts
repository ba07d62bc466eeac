import { SaharaError } from '@sahara/protocol'
import { type BlobStore, createGatewayBlobStore } from '@sahara/vault'
import type { SaharaClient } from '../createSaharaClient.ts'

/**
 * A store that has whatever the client's node can give: what it lacks, or
 * holds damaged, is fetched, verified and kept.
 */
export function withNode(client: SaharaClient, store: BlobStore): BlobStore {
  if (!client.nodeUrl) return store
  const node = createGatewayBlobStore({
    urls: [client.nodeUrl],
    fetch: client.fetch,
  })
  return {
    ...store,
    has: async (cid, options) =>
      (await store.has(cid, options)) || (await node.has(cid, options)),
    get: async (cid, options) => {
      try {
        return await store.get(cid, options)
      } catch (error) {
        if (!SaharaError.isInstance(error)) throw error
      }
      const block = await node.get(cid, options)
      await store.put(cid, block)
      return block
    },
  }
}
