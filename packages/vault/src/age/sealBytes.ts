import { readAll } from '../internal/readAll.ts'
import { decryptFile } from './decryptFile.ts'
import { encryptFile } from './encryptFile.ts'

/**
 * Encrypts a few bytes to one age recipient.
 *
 * @throws {SaharaError} `INPUT_INVALID` for what is not a recipient
 */
export function sealBytes(
  bytes: Uint8Array,
  recipient: string,
): Promise<Uint8Array> {
  return readAll(
    encryptFile({ source: bytes, recipients: [recipient] }),
    Number.POSITIVE_INFINITY,
  )
}

/**
 * Decrypts a few bytes.
 *
 * @throws {SaharaError} `BLOB_INVALID`
 */
export function openBytes(
  sealed: Uint8Array,
  identity: string,
): Promise<Uint8Array> {
  return readAll(
    decryptFile({ source: sealed, identity }),
    Number.POSITIVE_INFINITY,
  )
}
