import { type AssetId, SaharaError } from '@sahara/protocol'
import {
  type BlobOptions,
  type BlobReader,
  type BlobStore,
  createGatewayBlobStore,
} from '@sahara/vault'
import { getLocations } from '../actions/getLocations.ts'
import type { SaharaClient } from '../createSaharaClient.ts'

/** Strangers run those places: one that does not answer is passed over. */
const answerTimeoutMs = 5_000

/**
 * A store that has whatever can be got of a version: what it lacks, or holds
 * damaged, is fetched from the client's node, else from where the owner of the
 * asset says it lies, verified and kept.
 */
export function createAssetStore(
  client: SaharaClient,
  parameters: { store: BlobStore; assetId: AssetId; version: number },
): BlobStore {
  const { store, assetId, version } = parameters
  const { nodeUrl, fetch } = client
  if (!nodeUrl) return store
  const node = createGatewayBlobStore({ urls: [nodeUrl], fetch })
  let listed: Promise<BlobReader> | undefined

  async function fetchBlock(cid: string, options?: BlobOptions) {
    try {
      return await node.get(cid, options)
    } catch (error) {
      if (!SaharaError.isInstance(error)) throw error
      listed ??= openListed(client, { assetId, version }).catch((cause) => {
        listed = undefined
        throw cause
      })
      try {
        return await (await listed).get(cid, options)
      } catch (cause) {
        options?.signal?.throwIfAborted()
        if (!SaharaError.isInstance(cause)) throw cause
        throw error
      }
    }
  }

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
      const block = await fetchBlock(cid, options)
      await store.put(cid, block)
      return block
    },
  }
}

/** The places that the owner of the asset signed. */
async function openListed(
  client: SaharaClient,
  version: { assetId: AssetId; version: number },
): Promise<BlobReader> {
  const places = await getLocations(client, version)
  const urlsOf = (wanted: string) =>
    places.filter(({ kind }) => kind === wanted).map(({ url }) => url)
  return createGatewayBlobStore({
    urls: urlsOf('gateway'),
    objectUrls: urlsOf('objects'),
    answerTimeoutMs,
    // No redirect leads to where the list itself may not.
    fetch: (input, init) =>
      client.fetch(input, {
        ...init,
        redirect: 'error',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
      }),
  })
}
