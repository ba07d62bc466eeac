import { decryptFile } from '../age/decryptFile.ts'
import { encryptFile } from '../age/encryptFile.ts'
import { readAll } from '../internal/readAll.ts'

/**
 * Encrypts a few bytes to age recipients, as an age v1 file that each of them
 * opens.
 *
 * @throws {SaharaError} `INPUT_INVALID` for what is not a recipient
 */
export function encryptTo(
  recipients: string | readonly string[],
  bytes: Uint8Array,
): Promise<Uint8Array> {
  return readAll(
    encryptFile({ source: bytes, recipients: [recipients].flat() }),
    Number.POSITIVE_INFINITY,
  )
}

/**
 * Decrypts an age v1 file that is held in memory.
 *
 * @throws {SaharaError} `BLOB_INVALID` for another key, and for changed bytes
 */
export function decryptWith(
  identity: string,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  return readAll(
    decryptFile({ source: bytes, identity }),
    Number.POSITIVE_INFINITY,
  )
}
