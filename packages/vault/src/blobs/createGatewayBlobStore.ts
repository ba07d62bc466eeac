import { SaharaError } from '@sahara/protocol'
import { readAll } from '../internal/readAll.ts'
import type { BlobOptions, BlobReader } from './BlobStore.ts'
import { blobNotFound } from './blobNotFound.ts'
import { parseCid } from './parseCid.ts'
import { maxBlockBytes, verifyBlock } from './verifyBlock.ts'

export type CreateGatewayBlobStoreParameters = {
  /** Trustless gateways, asked in this order: `https://host[:port]`. */
  urls: readonly string[]
  fetch?: typeof globalThis.fetch | undefined
  /** How long one gateway may take for one block; 30,000 unless told. */
  timeoutMs?: number | undefined
}

/**
 * Reads blocks from trustless IPFS gateways. Nothing they say is believed:
 * each block is hashed, and a gateway that lies or fails is passed over.
 */
export function createGatewayBlobStore(
  parameters: CreateGatewayBlobStoreParameters,
): BlobReader {
  const { fetch = globalThis.fetch, timeoutMs = 30_000 } = parameters
  const urls = parameters.urls.map((url) => url.replace(/\/+$/, ''))

  const ask = (
    url: string,
    cid: string,
    method: 'GET' | 'HEAD',
    options: BlobOptions,
  ) => {
    const timeout = AbortSignal.timeout(timeoutMs)
    return fetch(`${url}/ipfs/${cid}?format=raw`, {
      method,
      headers: { accept: 'application/vnd.ipld.raw' },
      signal: options.signal
        ? AbortSignal.any([options.signal, timeout])
        : timeout,
    })
  }

  return {
    has: async (cid, options = {}) => {
      parseCid(cid)
      for (const url of urls) {
        try {
          if ((await ask(url, cid, 'HEAD', options)).ok) return true
        } catch {
          options.signal?.throwIfAborted()
        }
      }
      return false
    },
    get: async (cid, options = {}) => {
      const parsed = parseCid(cid)
      let lie: SaharaError | undefined
      let failure: unknown
      for (const url of urls) {
        try {
          const response = await ask(url, cid, 'GET', options)
          if (!response.ok || !response.body) {
            await response.body?.cancel()
            continue
          }
          const block = await readAll(response.body, maxBlockBytes)
          await verifyBlock(parsed, block)
          return block
        } catch (error) {
          options.signal?.throwIfAborted()
          if (SaharaError.isInstance(error)) lie = error
          else failure = error
        }
      }
      throw lie ?? blobNotFound(cid, failure)
    },
  }
}
