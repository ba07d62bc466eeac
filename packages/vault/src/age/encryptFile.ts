import type { ByteSource } from '../blobs/BlobStore.ts'
import { toByteStream } from '../internal/toByteStream.ts'
import { createHeader } from './ageHeader.ts'
import {
  chunkBytes,
  chunkNonce,
  payloadKey,
  payloadNonceBytes,
} from './payload.ts'
import { portableCrypto } from './portableCrypto.ts'
import type { VaultCrypto } from './VaultCrypto.ts'

export type EncryptFileParameters = {
  source: ByteSource
  /** age recipients; each can open the file alone. */
  recipients: readonly string[]
  crypto?: VaultCrypto | undefined
  signal?: AbortSignal | undefined
}

/**
 * Encrypts a stream as an age v1 file, which the stock `age` opens.
 *
 * @throws {SaharaError} `INPUT_INVALID` for what is not a recipient
 */
export async function* encryptFile(
  parameters: EncryptFileParameters,
): AsyncGenerator<Uint8Array> {
  const { source, recipients, crypto = portableCrypto, signal } = parameters
  const { header, fileKey } = await createHeader(recipients)
  const nonce = globalThis.crypto.getRandomValues(
    new Uint8Array(payloadNonceBytes),
  )
  const key = payloadKey(fileKey, nonce)
  yield header
  yield nonce

  let index = 0
  let filled = 0
  let chunk = new Uint8Array(chunkBytes)
  for await (const part of toByteStream(source, signal)) {
    for (let at = 0; at < part.length; ) {
      // A full chunk waits until more comes: the last one is sealed as such.
      if (filled === chunkBytes) {
        yield crypto.seal(key, chunkNonce(index, false), chunk)
        index++
        filled = 0
        chunk = new Uint8Array(chunkBytes)
      }
      const taken = Math.min(chunkBytes - filled, part.length - at)
      chunk.set(part.subarray(at, at + taken), filled)
      filled += taken
      at += taken
    }
  }
  yield crypto.seal(key, chunkNonce(index, true), chunk.subarray(0, filled))
}
