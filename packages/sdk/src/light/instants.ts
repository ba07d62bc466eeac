import { concat } from 'viem'
import { numberField } from './protobuf.ts'

/** A moment of CometBFT, to the nanosecond. */
export type Instant = { seconds: bigint; nanos: bigint }

/** Reads RFC 3339 in UTC, whose form a schema has checked. */
export function parseInstant(text: string): Instant {
  const [whole = '', fraction = ''] = text.slice(0, -1).split('.')
  const ms = Date.parse(`${whole}Z`)
  return {
    // A date there is not would make it NaN: a time no header may have.
    seconds: Number.isNaN(ms) ? -1n : BigInt(ms) / 1_000n,
    nanos: BigInt(fraction.padEnd(9, '0')),
  }
}

/** `google.protobuf.Timestamp`. */
export function encodeInstant({ seconds, nanos }: Instant): Uint8Array {
  return concat([numberField(1, seconds), numberField(2, nanos)])
}

/** Unix milliseconds, rounded down. */
export function toMs({ seconds, nanos }: Instant): number {
  return Number(seconds * 1_000n + nanos / 1_000_000n)
}

/** Whether one moment is later than the other. */
export function isAfter(one: Instant, other: Instant): boolean {
  return one.seconds === other.seconds
    ? one.nanos > other.nanos
    : one.seconds > other.seconds
}
