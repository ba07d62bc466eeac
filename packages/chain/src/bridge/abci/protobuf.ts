import { SaharaError } from '@sahara/protocol'

/** How a value is written after its tag. */
type Kind<T> = {
  wire: 0 | 2
  /** What a field holds that is not there. */
  empty(): T
  isEmpty(value: T): boolean
  read(reader: Reader): T
  write(value: T): Uint8Array[]
}

type Field<T> = { number: number; kind: Kind<T>; isRepeated: boolean }

/** A message: its fields by name. */
type Fields = Record<string, Field<unknown>>

type ValueOf<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T> ? T : never
}

/** Reads and writes one type of message. */
export type Message<T> = Kind<T> & {
  decode: (bytes: Uint8Array) => T
  encode: (value: T) => Uint8Array
}

/** What a message holds. */
export type MessageValue<M> = M extends Message<infer T> ? T : never

type Reader = { bytes: Uint8Array; at: number; end: number }

const wordMask = (1n << 64n) - 1n

/** int64, uint64: whole numbers of 64 bits, negative ones in two's complement. */
export const int64: Kind<bigint> = {
  wire: 0,
  empty: () => 0n,
  isEmpty: (value) => value === 0n,
  read: (reader) => BigInt.asIntN(64, readVarint(reader)),
  write: (value) => [toVarint(value)],
}

/** int32, uint32, enum and bool: numbers that need no bigint. */
export const int32: Kind<number> = {
  wire: 0,
  empty: () => 0,
  isEmpty: (value) => value === 0,
  read: (reader) => Number(BigInt.asIntN(32, readVarint(reader))),
  write: (value) => [toVarint(BigInt(value))],
}

/** Bytes as they lie in what was received: not a copy. */
export const bytes: Kind<Uint8Array> = {
  wire: 2,
  empty: () => new Uint8Array(),
  isEmpty: (value) => value.length === 0,
  read: (reader) => {
    const { at, end } = readSpan(reader)
    return reader.bytes.subarray(at, end)
  },
  write: (value) => [toVarint(BigInt(value.length)), value],
}

export const string: Kind<string> = {
  wire: 2,
  empty: () => '',
  isEmpty: (value) => value === '',
  read: (reader) => Buffer.from(bytes.read(reader)).toString('utf8'),
  write: (value) => bytes.write(Buffer.from(value)),
}

/** A field that is there at most once; left out when it is empty. */
export function field<T>(number: number, kind: Kind<T>): Field<T> {
  return { number, kind, isRepeated: false }
}

/** A field that is there any number of times. */
export function repeated<T>(number: number, kind: Kind<T>): Field<T[]> {
  const list = kind as unknown as Kind<T[]>
  return { number, kind: list, isRepeated: true }
}

/** A message inside another one that may be missing, as in a `oneof`. */
export function optional<T>(message: Message<T>): Kind<T | undefined> {
  return {
    wire: 2,
    empty: () => undefined,
    isEmpty: (value) => value === undefined,
    read: message.read,
    write: (value) => (value === undefined ? [] : message.write(value)),
  }
}

/**
 * A type of protobuf message. Unknown fields are skipped, of a repeated
 * singular field the last counts, and what is written is in the order of the
 * numbers: as the specification of protobuf says.
 *
 * @throws {SaharaError} `ABCI_INVALID` in `decode`, for bytes that are no message
 */
export function message<const F extends Fields>(
  fields: F,
): Message<ValueOf<F>> {
  const entries = Object.entries(fields)
    .map(([name, one]) => ({ name, ...one }))
    .sort((a, b) => a.number - b.number)
  const byNumber = new Map(entries.map((entry) => [entry.number, entry]))

  function read(reader: Reader, end: number): ValueOf<F> {
    const value: Record<string, unknown> = {}
    for (const { name, kind, isRepeated } of entries)
      value[name] = isRepeated ? [] : kind.empty()
    while (reader.at < end) {
      const tag = Number(readVarint(reader))
      const entry = byNumber.get(tag >>> 3)
      const wire = tag & 7
      if (entry?.kind.wire !== wire) skip(reader, wire)
      else if (entry.isRepeated)
        (value[entry.name] as unknown[]).push(entry.kind.read(reader))
      else value[entry.name] = entry.kind.read(reader)
    }
    if (reader.at !== end) throw invalid('a field reaches past its message')
    return value as ValueOf<F>
  }

  function parts(value: ValueOf<F>): Uint8Array[] {
    return entries.flatMap(({ name, number, kind, isRepeated }) => {
      const held = (value as Record<string, unknown>)[name]
      const tag = toVarint(BigInt((number << 3) | kind.wire))
      if (isRepeated)
        return (held as unknown[]).flatMap((one) => [tag, ...kind.write(one)])
      return kind.isEmpty(held) ? [] : [tag, ...kind.write(held)]
    })
  }

  const encode = (value: ValueOf<F>) => Buffer.concat(parts(value))
  return {
    wire: 2,
    empty: () => read({ bytes: new Uint8Array(), at: 0, end: 0 }, 0),
    // Like gogoproto for what may not be null: written even when empty.
    isEmpty: () => false,
    read: (reader) => {
      const { at, end } = readSpan(reader)
      return read({ bytes: reader.bytes, at, end }, end)
    },
    write: (value) => bytes.write(encode(value)),
    decode: (data) =>
      read({ bytes: data, at: 0, end: data.length }, data.length),
    encode,
  }
}

/** A number in base 128, lowest digits first. */
export function toVarint(value: bigint): Uint8Array {
  const digits: number[] = []
  let rest = value & wordMask
  while (rest >= 0x80n) {
    digits.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  digits.push(Number(rest))
  return Uint8Array.from(digits)
}

function readVarint(reader: Reader): bigint {
  let value = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const digit = reader.at < reader.end ? reader.bytes[reader.at] : undefined
    if (digit === undefined) throw invalid('it ends within a number')
    reader.at += 1
    value |= BigInt(digit & 0x7f) << shift
    if (digit < 0x80) return value & wordMask
  }
  throw invalid('a number has more than ten digits')
}

function readSpan(reader: Reader): { at: number; end: number } {
  const length = readVarint(reader)
  const at = reader.at
  if (length > BigInt(reader.end - at)) throw invalid('it ends within bytes')
  reader.at = at + Number(length)
  return { at, end: reader.at }
}

function skip(reader: Reader, wire: number): void {
  if (wire === 0) readVarint(reader)
  else if (wire === 2) readSpan(reader)
  else if (wire === 1 || wire === 5) {
    reader.at += wire === 1 ? 8 : 4
    if (reader.at > reader.end) throw invalid('it ends within a number')
  } else throw invalid(`it has a field of wire type ${wire}`)
}

function invalid(reason: string): SaharaError {
  return new SaharaError(`This is no protobuf message: ${reason}.`, {
    code: 'ABCI_INVALID',
    hint: 'Bridge and CometBFT must be of the same release: rebuild the engines with `npm run engines`.',
  })
}
