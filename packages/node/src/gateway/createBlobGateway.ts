import { SaharaError } from '@sahara/protocol'
import {
  type BlobReader,
  type BlobStore,
  createGatewayBlobStore,
} from '@sahara/vault'

/** The blobs of a node and of those it asks. */
export type BlobGateway = {
  /** What this node keeps. */
  store: BlobStore
  /** What this node's peers keep; nothing without peers. */
  remote: BlobReader | undefined
  /** What this node keeps, completed from its peers. */
  reader: BlobReader
  /** True for what this node neither fetches nor keeps nor serves. */
  isDenied: (cid: string) => boolean
  /** A reader without what is denied. */
  guard: (reader: BlobReader) => BlobReader
}

/** Peers look into their own store only, which takes no longer. */
const answerTimeoutMs = 5_000

/** How CIDv1 of raw blocks with sha2-256 begin in base32. */
const rawPrefix = 'bafkrei'

/**
 * A node's blobs: its own store, completed from its peers. What a peer sends
 * is verified before it is kept or passed on; a block damaged on disk is
 * fetched again.
 *
 * All of it throws `BLOB_DENIED` for what the operator refuses.
 */
export function createBlobGateway(parameters: {
  store: BlobStore
  /** Blobs the operator refuses; none unless told. */
  isDenied?: ((cid: string) => boolean) | undefined
  /** Base URLs of other nodes, asked in this order. */
  peers: readonly string[]
  /** Ends what is being fetched. */
  signal?: AbortSignal | undefined
  fetch?: typeof globalThis.fetch | undefined
}): BlobGateway {
  const { peers, signal, fetch = globalThis.fetch } = parameters
  const { isDenied = () => false } = parameters

  function check(cid: string): void {
    if (isDenied(cid))
      throw new SaharaError('The operator of this node refuses this blob.', {
        code: 'BLOB_DENIED',
        hint: 'Ask another node.',
        details: { cid },
      })
  }
  const guard = (reader: BlobReader): BlobReader => ({
    has: async (cid, options) => !isDenied(cid) && reader.has(cid, options),
    get: async (cid, options) => {
      check(cid)
      return reader.get(cid, options)
    },
  })
  const store: BlobStore = {
    ...parameters.store,
    ...guard(parameters.store),
    put: async (cid, block) => {
      check(cid)
      await parameters.store.put(cid, block)
    },
  }

  // Peers are asked for what they hold themselves, else two nodes that both
  // lack a blob would ask each other for ever.
  const fetchHeld: typeof globalThis.fetch = (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('cache-control', 'only-if-cached')
    const signals = [signal, init?.signal].filter((one) => one != null)
    return fetch(input, {
      ...init,
      headers,
      signal: AbortSignal.any(signals),
    })
  }
  const remote =
    peers.length > 0
      ? guard(
          createGatewayBlobStore({
            urls: peers,
            fetch: fetchHeld,
            answerTimeoutMs,
          }),
        )
      : undefined
  const fetching = new Map<string, Promise<Uint8Array>>()

  async function fetchBlob(from: BlobReader, cid: string) {
    const block = await from.get(cid)
    // Nodes of a tree are kept only after all below them, see copyTree.
    if (cid.startsWith(rawPrefix)) await store.put(cid, block)
    return block
  }

  return {
    store,
    remote,
    isDenied,
    guard,
    reader: {
      has: (cid) => store.has(cid),
      get: async (cid) => {
        try {
          return await store.get(cid)
        } catch (error) {
          if (!remote || !SaharaError.isInstance(error)) throw error
        }
        let pending = fetching.get(cid)
        if (!pending) {
          pending = fetchBlob(remote, cid).finally(() => fetching.delete(cid))
          fetching.set(cid, pending)
        }
        return pending
      },
    },
  }
}
