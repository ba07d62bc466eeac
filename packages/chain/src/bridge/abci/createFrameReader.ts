import { SaharaError } from '@sahara/protocol'

/** Larger than any block of CometBFT with all that is around it. */
const maxFrameBytes = 128 * 1024 * 1024

/**
 * Cuts a stream into the messages of ABCI's socket: each is preceded by its
 * length as a varint. A long message is put together once, when it is whole.
 *
 * @returns a function that takes what arrived and gives the messages it ended
 * @throws {SaharaError} `ABCI_INVALID` for a length that no message has
 */
export function createFrameReader(): (chunk: Uint8Array) => Uint8Array[] {
  let length: number | undefined
  let digits: number[] = []
  let parts: Uint8Array[] = []
  let held = 0

  return (chunk) => {
    const messages: Uint8Array[] = []
    let at = 0
    while (at < chunk.length || length === 0) {
      if (length === undefined) {
        const digit = chunk[at++] ?? 0
        digits.push(digit)
        if (digit < 0x80) length = lengthOf(digits)
        else if (digits.length > 4) throw tooLong()
        if (length === undefined) continue
        digits = []
      }
      const part = chunk.subarray(at, at + length - held)
      at += part.length
      held += part.length
      parts.push(part)
      if (held < length) continue
      messages.push(parts.length === 1 ? part : Buffer.concat(parts))
      length = undefined
      parts = []
      held = 0
    }
    return messages
  }
}

function lengthOf(digits: readonly number[]): number {
  const length = digits.reduceRight(
    (sum, digit) => sum * 128 + (digit & 0x7f),
    0,
  )
  if (length > maxFrameBytes) throw tooLong()
  return length
}

function tooLong(): SaharaError {
  return new SaharaError('A message of CometBFT is longer than any can be.', {
    code: 'ABCI_INVALID',
    hint: 'Only CometBFT may connect to the socket of the bridge.',
  })
}
