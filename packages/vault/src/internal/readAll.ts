import { SaharaError } from '@sahara/protocol'
import { concatBytes } from './concatBytes.ts'

/**
 * Collects a stream in memory.
 *
 * @throws {SaharaError} `BLOB_TOO_LARGE` above `maxBytes`
 */
export async function readAll(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of source) {
    length += part.length
    if (length > maxBytes)
      throw new SaharaError('There are more bytes than allowed.', {
        code: 'BLOB_TOO_LARGE',
        hint: 'Fetch it from another peer; if that does not help, it is too large.',
        details: { maxBytes },
      })
    parts.push(part)
  }
  return parts.length === 1 && parts[0] ? parts[0] : concatBytes(parts)
}
