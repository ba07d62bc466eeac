import { decryptFile } from '../age/decryptFile.ts'
import { decryptFileRange } from '../age/decryptFileRange.ts'
import { corrupt } from '../age/payload.ts'
import { portableCrypto } from '../age/portableCrypto.ts'
import type { VaultCrypto } from '../age/VaultCrypto.ts'
import type { BlobReader } from '../blobs/BlobStore.ts'
import { clampRange, fileSize, readFile } from '../blobs/readFile.ts'
import { toHex } from '../internal/toHex.ts'
import type { ManifestFile } from './manifestSchema.ts'

export type OpenFileParameters = {
  store: BlobReader
  /** From the manifest. */
  file: ManifestFile
  /** First byte, 0 unless told. */
  offset?: number | undefined
  /** Bytes at most; to the end unless told. */
  length?: number | undefined
  signal?: AbortSignal | undefined
  crypto?: VaultCrypto | undefined
}

/**
 * Decrypts a file, or a range of it, as a stream. Every part is authenticated
 * before it is yielded. A whole file is also checked against its hash, before
 * its last part is yielded; a range reads only the blocks it needs.
 *
 * @throws {SaharaError} `BLOB_INVALID`, `BLOB_NOT_FOUND`, `INPUT_INVALID`
 */
export async function* openFile(
  parameters: OpenFileParameters,
): AsyncGenerator<Uint8Array> {
  const { file } = parameters
  const { offset, length } = clampRange(parameters, file.size)
  if (length === file.size) yield* openWhole(parameters)
  else if (length > 0) yield* openRange(parameters, offset, length)
}

async function* openWhole(
  parameters: OpenFileParameters,
): AsyncGenerator<Uint8Array> {
  const { store, file, signal, crypto = portableCrypto } = parameters
  const hash = crypto.createSha256()
  let length = 0
  let held: Uint8Array | undefined
  for await (const part of decryptFile({
    source: readFile(store, file.cid, { signal }),
    identity: file.identity,
    crypto,
    signal,
  })) {
    if (held) yield held
    length += part.length
    if (length > file.size) throw other()
    hash.update(part)
    held = part
  }
  if (length !== file.size || toHex(hash.digest()) !== file.sha256)
    throw other()
  if (held?.length) yield held
}

async function* openRange(
  parameters: OpenFileParameters,
  offset: number,
  length: number,
): AsyncGenerator<Uint8Array> {
  const { store, file, signal, crypto } = parameters
  yield* decryptFileRange({
    read: (from, bytes) =>
      readFile(store, file.cid, { offset: from, length: bytes, signal }),
    ciphertextSize: await fileSize(store, file.cid, { signal }),
    size: file.size,
    identity: file.identity,
    offset,
    length,
    crypto,
    signal,
  })
}

function other() {
  return corrupt('The file is not the one that the manifest describes.')
}
