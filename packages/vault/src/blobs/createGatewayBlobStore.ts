import { SaharaError } from '@sahara/protocol'
import { readAll } from '../internal/readAll.ts'
import type { BlobOptions, BlobReader } from './BlobStore.ts'
import { blobNotFound } from './blobNotFound.ts'
import { parseCid } from './parseCid.ts'
import { maxBlockBytes, verifyBlock } from './verifyBlock.ts'

export type CreateGatewayBlobStoreParameters = {
  /**
   * Trustless gateways, asked in this order: `https://host[:port]`. One that
   * failed is asked last from then on, until it answers again.
   */
  urls: readonly string[]
  /** Folders of objects named by CID, such as those of S3; asked after those. */
  objectUrls?: readonly string[] | undefined
  fetch?: typeof globalThis.fetch | undefined
  /** How long one gateway may take for one block; 30,000 unless told. */
  timeoutMs?: number | undefined
  /** How long until its answer begins; `timeoutMs` unless told. */
  answerTimeoutMs?: number | undefined
}

/**
 * Reads blocks from trustless IPFS gateways. Nothing they say is believed:
 * each block is hashed, and a gateway that lies or fails is passed over. The
 * details of `BLOB_NOT_FOUND` say how many of them were `asked` and how many
 * of those were `unreachable`.
 */
export function createGatewayBlobStore(
  parameters: CreateGatewayBlobStoreParameters,
): BlobReader {
  const { fetch = globalThis.fetch, timeoutMs = 30_000 } = parameters
  const { answerTimeoutMs = timeoutMs } = parameters
  const base = (url: string) => url.replace(/\/+$/, '')
  const places: Place[] = [
    ...parameters.urls.map((url) => ({
      addressOf: (cid: string) => `${base(url)}/ipfs/${cid}?format=raw`,
    })),
    ...(parameters.objectUrls ?? []).map((url) => ({
      addressOf: (cid: string) => `${base(url)}/${cid}`,
    })),
  ]
  const failed = new Set<Place>()
  const inOrder = () => [
    ...places.filter((place) => !failed.has(place)),
    ...places.filter((place) => failed.has(place)),
  ]

  /** The answer, when the gateway has one; it may be that it has no block. */
  async function ask(
    place: Place,
    cid: string,
    method: 'GET' | 'HEAD',
    options: BlobOptions,
  ): Promise<Response> {
    const late = new AbortController()
    const timer = setTimeout(
      () => late.abort(new DOMException('No answer in time.', 'TimeoutError')),
      answerTimeoutMs,
    )
    const signals = [late.signal, AbortSignal.timeout(timeoutMs)]
    try {
      const response = await fetch(place.addressOf(cid), {
        method,
        headers: { accept: 'application/vnd.ipld.raw' },
        signal: AbortSignal.any(
          options.signal ? [options.signal, ...signals] : signals,
        ),
      })
      if (response.status >= 500) {
        await response.body?.cancel()
        throw new SaharaError('The gateway failed.', {
          code: 'NODE_UNREACHABLE',
          hint: 'Ask another gateway, or this one later.',
          details: { url: place.addressOf(cid), httpStatus: response.status },
          retryable: true,
        })
      }
      failed.delete(place)
      return response
    } catch (error) {
      options.signal?.throwIfAborted()
      failed.add(place)
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    has: async (cid, options = {}) => {
      parseCid(cid)
      for (const place of inOrder()) {
        try {
          if ((await ask(place, cid, 'HEAD', options)).ok) return true
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
      let unreachable = 0
      for (const place of inOrder()) {
        try {
          const response = await ask(place, cid, 'GET', options)
          if (!response.ok || !response.body) {
            await response.body?.cancel()
            continue
          }
          const block = await readAll(response.body, maxBlockBytes)
          await verifyBlock(parsed, block)
          return block
        } catch (error) {
          options.signal?.throwIfAborted()
          if (isLie(error)) lie = error
          else {
            failure = error
            unreachable += 1
          }
        }
      }
      throw (
        lie ?? blobNotFound(cid, failure, { asked: places.length, unreachable })
      )
    },
  }
}

type Place = { addressOf: (cid: string) => string }

function isLie(error: unknown): error is SaharaError {
  return (
    SaharaError.isInstance(error) &&
    (error.code === 'BLOB_INVALID' || error.code === 'BLOB_TOO_LARGE')
  )
}
