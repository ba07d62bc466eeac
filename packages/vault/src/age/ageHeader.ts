import { SaharaError } from '@sahara/protocol'
import { corrupt, payloadNonceBytes, tagBytes } from './payload.ts'

/** Longer headers are refused; one hybrid recipient takes about 2 KiB. */
export const maxHeaderBytes = 64 * 1024

/**
 * A new age header for these recipients, and the file key inside it. The
 * header is `age-encryption`'s own.
 *
 * @throws {SaharaError} `INPUT_INVALID` for what is not a recipient
 */
export async function createHeader(
  recipients: readonly string[],
): Promise<{ header: Uint8Array; fileKey: Uint8Array }> {
  const { Encrypter } = await import('age-encryption')
  let fileKey: Uint8Array | undefined
  const encrypter = new Encrypter()
  encrypter.addRecipient({
    wrapFileKey: (key) => {
      fileKey = key.slice()
      return []
    },
  })
  let file: Uint8Array
  try {
    for (const recipient of recipients) encrypter.addRecipient(recipient)
    file = await encrypter.encrypt(new Uint8Array())
  } catch (cause) {
    throw new SaharaError('This is not an age recipient.', {
      code: 'INPUT_INVALID',
      hint: 'A recipient begins with age1.',
      cause,
    })
  }
  if (!fileKey || recipients.length === 0)
    throw new SaharaError('A file needs a recipient.', {
      code: 'INPUT_INVALID',
      hint: 'Give at least one, beginning with age1.',
    })
  const emptyPayload = payloadNonceBytes + tagBytes
  return { header: file.slice(0, file.length - emptyPayload), fileKey }
}

/**
 * The length of the header at the start of a file, or undefined when more
 * bytes are needed to know.
 *
 * @throws {SaharaError} `BLOB_INVALID`
 */
export function headerLength(start: Uint8Array): number | undefined {
  const text = new TextDecoder('latin1').decode(
    start.subarray(0, maxHeaderBytes),
  )
  if (!'age-encryption.org/v1\n'.startsWith(text.slice(0, 22)))
    throw corrupt('This is not an age file.')
  const last = /\n--- [^\n]*\n/.exec(text)
  if (last) return last.index + last[0].length
  if (start.length >= maxHeaderBytes)
    throw corrupt('The header of the age file is too long.')
  return undefined
}

/**
 * The file key in a header.
 *
 * @throws {SaharaError} `BLOB_INVALID` when the identity does not open it
 */
export async function openHeader(
  header: Uint8Array,
  identity: string,
): Promise<Uint8Array> {
  const { Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  try {
    decrypter.addIdentity(identity)
    return await decrypter.decryptHeader(header)
  } catch (cause) {
    throw corrupt('The key does not open this file.', cause)
  }
}
