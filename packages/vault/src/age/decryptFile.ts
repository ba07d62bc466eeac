import type { ByteSource } from '../blobs/BlobStore.ts'
import { concatBytes } from '../internal/concatBytes.ts'
import { toByteStream } from '../internal/toByteStream.ts'
import { headerLength, openHeader } from './ageHeader.ts'
import {
  chunkNonce,
  corrupt,
  payloadKey,
  payloadNonceBytes,
  sealedChunkBytes,
  tagBytes,
} from './payload.ts'
import { portableCrypto } from './portableCrypto.ts'
import type { VaultCrypto } from './VaultCrypto.ts'

export type DecryptFileParameters = {
  source: ByteSource
  /** age identity, `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`. */
  identity: string
  crypto?: VaultCrypto | undefined
  signal?: AbortSignal | undefined
}

/**
 * Decrypts an age v1 file as it arrives. What is yielded was authenticated;
 * that the end was not cut off is known only when the stream has ended.
 *
 * @throws {SaharaError} `BLOB_INVALID`
 */
export async function* decryptFile(
  parameters: DecryptFileParameters,
): AsyncGenerator<Uint8Array> {
  const { source, identity, crypto = portableCrypto, signal } = parameters
  let key: Uint8Array | undefined
  let index = 0
  let rest: Uint8Array = new Uint8Array()

  function open(sealed: Uint8Array, last: boolean): Uint8Array {
    if (!key) throw corrupt('The encrypted file is cut off.')
    const chunk = openChunk(crypto, key, sealed, index, last)
    index++
    return chunk
  }

  for await (const part of toByteStream(source, signal)) {
    rest = rest.length === 0 ? part : concatBytes([rest, part])
    if (!key) {
      const length = headerLength(rest)
      if (length === undefined) continue
      const payload = length + payloadNonceBytes
      if (rest.length < payload) continue
      const fileKey = await openHeader(rest.slice(0, length), identity)
      key = payloadKey(fileKey, rest.slice(length, payload))
      rest = rest.subarray(payload)
    }
    let at = 0
    while (rest.length - at > sealedChunkBytes) {
      yield open(rest.subarray(at, at + sealedChunkBytes), false)
      at += sealedChunkBytes
    }
    rest = rest.slice(at)
  }
  const last = open(rest, true)
  if (last.length === 0 && index > 1)
    throw corrupt('The last chunk of the encrypted file is empty.')
  yield last
}

/**
 * Opens one chunk of a payload.
 *
 * @throws {SaharaError} `BLOB_INVALID`
 */
export function openChunk(
  crypto: VaultCrypto,
  key: Uint8Array,
  sealed: Uint8Array,
  index: number,
  last: boolean,
): Uint8Array {
  if (sealed.length < tagBytes) throw corrupt('The encrypted file is cut off.')
  try {
    return crypto.open(key, chunkNonce(index, last), sealed)
  } catch (cause) {
    throw corrupt('A part of the encrypted file was changed.', cause)
  }
}
