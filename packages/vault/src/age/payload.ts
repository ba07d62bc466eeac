import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { SaharaError } from '@sahara/protocol'

/** The payload of an age file is sealed in chunks of this size. */
export const chunkBytes = 64 * 1024
/** What sealing adds to each chunk. */
export const tagBytes = 16
/** A full chunk with its tag. */
export const sealedChunkBytes = chunkBytes + tagBytes
/** What stands between header and payload. */
export const payloadNonceBytes = 16

const payloadLabel = new TextEncoder().encode('payload')

/** The key of a payload, from the file key and the nonce before the payload. */
export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return hkdf(sha256, fileKey, nonce, payloadLabel, 32)
}

/** STREAM's nonce: 11 bytes counter, big endian, and the flag of the last. */
export function chunkNonce(index: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(12)
  const view = new DataView(nonce.buffer)
  view.setUint32(3, Math.floor(index / 2 ** 32))
  view.setUint32(7, index % 2 ** 32)
  view.setUint8(11, last ? 1 : 0)
  return nonce
}

/** How many chunks a plaintext of this size has; an empty one has one. */
export function chunkCount(plaintextSize: number): number {
  return Math.max(1, Math.ceil(plaintextSize / chunkBytes))
}

/** The size of the plaintext in a payload of this size. */
export function plaintextSize(sealed: number): number {
  const full = Math.floor(sealed / sealedChunkBytes)
  const rest = sealed % sealedChunkBytes
  const valid = rest === 0 ? full > 0 : rest > tagBytes || sealed === tagBytes
  if (!valid) throw corrupt('The encrypted file is cut off.')
  return sealed - tagBytes * (full + (rest > 0 ? 1 : 0))
}

/** The error of a ciphertext that is not what it claims to be. */
export function corrupt(message: string, cause?: unknown): SaharaError {
  return new SaharaError(message, {
    code: 'BLOB_INVALID',
    hint: 'Fetch it again; if that fails, the publisher wrote it wrongly.',
    cause,
  })
}
