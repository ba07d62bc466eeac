import { concat, hexToBytes, toBytes } from 'viem'

/** Bytes of CometBFT's hexadecimal digits, which carry no 0x. */
export function fromHex(digits: string): Uint8Array {
  return hexToBytes(`0x${digits}`)
}

/** Bytes of base64. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0))
}

/** A number in base 128, lowest digits first; negative ones in 64 bits. */
export function toVarint(value: bigint): Uint8Array {
  const digits: number[] = []
  let rest = BigInt.asUintN(64, value)
  while (rest >= 0x80n) {
    digits.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  digits.push(Number(rest))
  return Uint8Array.from(digits)
}

/** A field of a message: a number, left out when it is 0. */
export function numberField(field: number, value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array()
  return concat([tagOf(field, 0), toVarint(value)])
}

/** The same in eight bytes, lowest first (sfixed64). */
export function fixedField(field: number, value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array()
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigInt64(0, value, true)
  return concat([tagOf(field, 1), bytes])
}

/** A field of a message: bytes or text, left out when it is empty. */
export function bytesField(
  field: number,
  value: Uint8Array | string,
): Uint8Array {
  return value.length === 0 ? new Uint8Array() : messageField(field, value)
}

/** A field that is written even when it is empty, as a message inside one. */
export function messageField(
  field: number,
  value: Uint8Array | string,
): Uint8Array {
  const bytes = typeof value === 'string' ? toBytes(value) : value
  return concat([tagOf(field, 2), delimited(bytes)])
}

/** Bytes after their length. */
export function delimited(bytes: Uint8Array): Uint8Array {
  return concat([toVarint(BigInt(bytes.length)), bytes])
}

function tagOf(field: number, wire: number): Uint8Array {
  return toVarint(BigInt((field << 3) | wire))
}
