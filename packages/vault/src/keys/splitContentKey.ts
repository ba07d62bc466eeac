import { SaharaError } from '@sahara/protocol'
import { split } from 'shamir-secret-sharing'

/** One part of a content key. Secret: only its keeper may see it. */
export type KeyShare = {
  /** Number of the share, from 1. */
  index: number
  value: Uint8Array
}

/**
 * Splits a content key (Shamir, GF(2^8)) so that any `threshold` of `count`
 * key shares give it back and fewer say nothing about it. A threshold of 1
 * would give every keeper the key, so it is refused.
 *
 * @param parameters.key 32 bytes
 * @throws {SaharaError} `INPUT_INVALID`
 */
export async function splitContentKey(parameters: {
  key: Uint8Array
  threshold: number
  count: number
}): Promise<KeyShare[]> {
  const { key, threshold, count } = parameters
  if (key.length !== 32)
    throw new SaharaError('A content key has 32 bytes.', {
      code: 'INPUT_INVALID',
      hint: 'Make it with newContentKey and contentKeyToBytes.',
      details: { length: key.length },
    })
  if (
    !Number.isInteger(threshold) ||
    !Number.isInteger(count) ||
    threshold < 2 ||
    count < threshold ||
    count > 255
  )
    throw new SaharaError(
      'Key shares need a threshold from 2 to the count, and at most 255.',
      {
        code: 'INPUT_INVALID',
        hint: 'On one machine 2 of 3 are usual, on a network 3 of 5.',
        details: { threshold, count },
      },
    )
  const values = await split(key, count, threshold)
  return values.map((value, i) => ({ index: i + 1, value }))
}
