import { readAll } from '../internal/readAll.ts'
import { headerLength, maxHeaderBytes, openHeader } from './ageHeader.ts'
import { openChunk } from './decryptFile.ts'
import {
  chunkBytes,
  chunkCount,
  corrupt,
  payloadKey,
  payloadNonceBytes,
  plaintextSize,
  sealedChunkBytes,
} from './payload.ts'
import { portableCrypto } from './portableCrypto.ts'
import type { VaultCrypto } from './VaultCrypto.ts'

export type DecryptFileRangeParameters = {
  /** Reads a part of the encrypted file, whole. */
  read: (
    offset: number,
    length: number,
  ) => AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** Bytes of the encrypted file; must be known for sure. */
  ciphertextSize: number
  /** Bytes that the plaintext must have. @default whatever it has */
  size?: number | undefined
  identity: string
  /** First byte of the plaintext, from 0. @default 0 */
  offset?: number | undefined
  /** @default everything up to the end */
  length?: number | undefined
  crypto?: VaultCrypto | undefined
  signal?: AbortSignal | undefined
}

/** Chunks that are read at once. */
const chunksAtOnce = 16
const firstRead = 4096

/**
 * Decrypts any range of an age v1 file, reading only what it needs. The end of
 * the file is authenticated first, so a file that was cut off is refused.
 *
 * @throws {SaharaError} `BLOB_INVALID`
 */
export async function* decryptFileRange(
  parameters: DecryptFileRangeParameters,
): AsyncGenerator<Uint8Array> {
  const { ciphertextSize, signal, crypto = portableCrypto } = parameters
  const { key, start } = await openFileHeader(parameters)
  const size = plaintextSize(ciphertextSize - start)
  if (parameters.size !== undefined && parameters.size !== size)
    throw corrupt('The encrypted file has another size than expected.')
  const lastChunk = chunkCount(size) - 1

  async function openChunks(
    first: number,
    count: number,
  ): Promise<Uint8Array[]> {
    const from = start + first * sealedChunkBytes
    const length = Math.min(count * sealedChunkBytes, ciphertextSize - from)
    const sealed = await readAll(parameters.read(from, length), length)
    return Array.from({ length: count }, (_, i) =>
      openChunk(
        crypto,
        key,
        sealed.subarray(i * sealedChunkBytes, (i + 1) * sealedChunkBytes),
        first + i,
        first + i === lastChunk,
      ),
    )
  }

  await openChunks(lastChunk, 1)
  const offset = Math.max(0, parameters.offset ?? 0)
  const end = Math.min(size, offset + (parameters.length ?? size))
  const stop = Math.ceil(end / chunkBytes)
  for (
    let first = Math.floor(offset / chunkBytes);
    first < stop && offset < end;
    first += chunksAtOnce
  ) {
    signal?.throwIfAborted()
    const count = Math.min(chunksAtOnce, stop - first)
    for (const [i, chunk] of (await openChunks(first, count)).entries()) {
      const at = (first + i) * chunkBytes
      yield chunk.subarray(Math.max(0, offset - at), end - at)
    }
  }
}

async function openFileHeader(
  parameters: DecryptFileRangeParameters,
): Promise<{ key: Uint8Array; start: number }> {
  const { read, ciphertextSize, identity } = parameters
  for (let wanted = firstRead; ; wanted = maxHeaderBytes) {
    const length = Math.min(wanted, ciphertextSize)
    const bytes = await readAll(read(0, length), length)
    const header = headerLength(bytes)
    const start = (header ?? 0) + payloadNonceBytes
    if (header !== undefined && start <= bytes.length) {
      const fileKey = await openHeader(bytes.slice(0, header), identity)
      return { key: payloadKey(fileKey, bytes.slice(header, start)), start }
    }
    if (length === ciphertextSize || wanted === maxHeaderBytes)
      throw corrupt('The header of the encrypted file is cut off.')
  }
}
