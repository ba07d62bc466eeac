import { createHash } from 'node:crypto'
import { SaharaError } from '@sahara/protocol'
import { fromRlp, type Hex, numberToHex, toRlp } from 'viem'

/** What a segment begins with. See `specs/chain-journal.md`. */
export type SegmentHeader = {
  chainId: number
  /** The block the segment goes on from. */
  startNumber: number
  startHash: Hex
  /** Seconds since the Unix epoch. */
  startTimestamp: number
  gasLimit: number
  hardfork: string
}

/** One final block: all that is needed to mine it again. */
export type BlockRecord = {
  number: number
  /** Seconds since the Unix epoch. */
  timestamp: number
  hash: Hex
  /** Signed transactions, in the order of the block. */
  transactions: Hex[]
}

/** What a segment is a list of: its header, then its blocks. */
export type JournalRecord =
  | { kind: 'header'; header: SegmentHeader }
  | { kind: 'block'; block: BlockRecord }

const formatVersion = 1
const magic = Buffer.from('SBJ1', 'ascii')
const prefixBytes = magic.length + 4 + 32

type RlpItem = Hex | RlpItem[]

/** The bytes of one record, checksum included. */
export function encodeRecord(record: JournalRecord): Buffer {
  const payload = Buffer.from(toRlp(toFields(record), 'bytes'))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(payload.length)
  return Buffer.concat([magic, length, sha256(payload), payload])
}

/** Reads the record at an offset; undefined when it is not whole and sound. */
export function decodeRecord(
  bytes: Buffer,
  offset: number,
): { record: JournalRecord; end: number } | undefined {
  const start = offset + prefixBytes
  if (start > bytes.length) return undefined
  if (!bytes.subarray(offset, offset + magic.length).equals(magic))
    return undefined
  const end = start + bytes.readUInt32BE(offset + magic.length)
  if (end > bytes.length) return undefined
  const payload = bytes.subarray(start, end)
  const checksum = bytes.subarray(offset + magic.length + 4, start)
  if (!sha256(payload).equals(checksum)) return undefined
  return { record: fromFields(payload), end }
}

/**
 * Reads a segment. Each record was on disk before the next was begun, so only
 * the last can be torn: `soundBytes` tells where to cut.
 *
 * @throws {SaharaError} `CHAIN_JOURNAL_CORRUPT`
 */
export function decodeSegment(
  bytes: Buffer,
  name: string,
): { header: SegmentHeader; blocks: BlockRecord[]; soundBytes: number } {
  const first = decodeRecord(bytes, 0)
  if (first?.record.kind !== 'header') throw corrupt(name, 0)
  const { header } = first.record
  const blocks: BlockRecord[] = []
  let offset = first.end
  while (offset < bytes.length) {
    const next = decodeRecord(bytes, offset)
    if (!next) {
      if (soundRecordAfter(bytes, offset)) throw corrupt(name, offset)
      break
    }
    const expected = header.startNumber + blocks.length + 1
    if (next.record.kind !== 'block' || next.record.block.number !== expected)
      throw corrupt(name, offset)
    blocks.push(next.record.block)
    offset = next.end
  }
  return { header, blocks, soundBytes: offset }
}

function soundRecordAfter(bytes: Buffer, offset: number): boolean {
  let at = bytes.indexOf(magic, offset + 1)
  while (at !== -1) {
    if (decodeRecord(bytes, at)) return true
    at = bytes.indexOf(magic, at + 1)
  }
  return false
}

function toFields(record: JournalRecord): RlpItem[] {
  if (record.kind === 'header') {
    const { header } = record
    return [
      quantity(formatVersion),
      quantity(header.chainId),
      quantity(header.startNumber),
      header.startHash,
      quantity(header.startTimestamp),
      quantity(header.gasLimit),
      `0x${Buffer.from(header.hardfork, 'utf8').toString('hex')}`,
    ]
  }
  const { block } = record
  return [
    quantity(block.number),
    quantity(block.timestamp),
    block.hash,
    block.transactions,
  ]
}

function fromFields(payload: Buffer): JournalRecord {
  const fields = fromRlp(new Uint8Array(payload), 'hex') as RlpItem
  if (!Array.isArray(fields)) throw corrupt('record', 0)
  if (fields.length === 4) {
    const [number, timestamp, hash, transactions] = fields
    return {
      kind: 'block',
      block: {
        number: toNumber(number),
        timestamp: toNumber(timestamp),
        hash: toHex(hash),
        transactions: Array.isArray(transactions)
          ? transactions.map(toHex)
          : [],
      },
    }
  }
  const [version, chainId, number, hash, timestamp, gasLimit, hardfork] = fields
  if (toNumber(version) !== formatVersion)
    throw new SaharaError('The journal was written by another version.', {
      code: 'CHAIN_JOURNAL_CORRUPT',
      hint: 'Start it with the version of Sahara that made the folder.',
      details: { found: toNumber(version), known: formatVersion },
    })
  return {
    kind: 'header',
    header: {
      chainId: toNumber(chainId),
      startNumber: toNumber(number),
      startHash: toHex(hash),
      startTimestamp: toNumber(timestamp),
      gasLimit: toNumber(gasLimit),
      hardfork: Buffer.from(toHex(hardfork).slice(2), 'hex').toString('utf8'),
    },
  }
}

/** RLP integers have no leading zero bytes; zero is the empty string. */
function quantity(value: number): Hex {
  if (value === 0) return '0x'
  const hex = numberToHex(value).slice(2)
  return `0x${hex.length % 2 === 0 ? hex : `0${hex}`}`
}

function toNumber(item: RlpItem | undefined): number {
  const hex = toHex(item)
  return hex === '0x' ? 0 : Number(hex)
}

function toHex(item: RlpItem | undefined): Hex {
  if (typeof item !== 'string') throw corrupt('record', 0)
  return item
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function corrupt(name: string, offset: number): SaharaError {
  return new SaharaError(`The chain journal ${name} is damaged.`, {
    code: 'CHAIN_JOURNAL_CORRUPT',
    hint: 'Restore the chain folder from a backup: nothing in the middle of the journal may be lost.',
    details: { name, offset },
  })
}
