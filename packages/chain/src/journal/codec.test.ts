import { readFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import type { Hex } from 'viem'
import { describe, expect } from 'vitest'
import {
  type BlockRecord,
  decodeRecord,
  decodeSegment,
  encodeRecord,
  type SegmentHeader,
} from './codec.ts'

const hexOf = (minLength: number, maxLength: number) =>
  fc
    .uint8Array({ minLength, maxLength })
    .map((bytes): Hex => `0x${Buffer.from(bytes).toString('hex')}`)

const hash = hexOf(32, 32)
const header: fc.Arbitrary<SegmentHeader> = fc.record({
  chainId: fc.integer({ min: 1, max: 2 ** 48 }),
  startNumber: fc.nat(),
  startHash: hash,
  startTimestamp: fc.integer({ min: 0, max: 2 ** 40 }),
  gasLimit: fc.integer({ min: 1, max: 2 ** 40 }),
  hardfork: fc.string({ minLength: 1 }),
})
const content = fc.record({
  timestamp: fc.integer({ min: 0, max: 2 ** 40 }),
  hash,
  transactions: fc.array(hexOf(1, 200), { maxLength: 5 }),
})
const segment = fc
  .tuple(header, fc.array(content, { maxLength: 6 }))
  .map(([header, contents]) => {
    const blocks: BlockRecord[] = contents.map((block, index) => ({
      number: header.startNumber + index + 1,
      ...block,
    }))
    return { header, blocks }
  })

function encode(parts: { header: SegmentHeader; blocks: BlockRecord[] }) {
  const records = [
    encodeRecord({ kind: 'header', header: parts.header }),
    ...parts.blocks.map((block) => encodeRecord({ kind: 'block', block })),
  ]
  return { bytes: Buffer.concat(records), records }
}

describe('the journal codec', () => {
  test.prop([segment])('default: reads what it wrote', (parts) => {
    const { bytes } = encode(parts)
    expect(decodeSegment(bytes, 'x')).toEqual({
      ...parts,
      soundBytes: bytes.length,
    })
  })

  test.prop([segment.filter(({ blocks }) => blocks.length > 0)], {
    numRuns: 20,
  })('behavior: a last record torn at any byte is cut off', (parts) => {
    const { bytes, records } = encode(parts)
    const last = bytes.length - (records.at(-1)?.length ?? 0)
    for (let end = last; end < bytes.length; end++) {
      const { blocks, soundBytes } = decodeSegment(bytes.subarray(0, end), 'x')
      expect(soundBytes).toBe(last)
      expect(blocks).toEqual(parts.blocks.slice(0, -1))
    }
  })

  test.prop([
    segment.filter(({ blocks }) => blocks.length > 0),
    fc.uint8Array({ minLength: 1, maxLength: 400 }),
  ])('behavior: a tail of garbage or zeros is cut off', (parts, garbage) => {
    const { bytes } = encode(parts)
    for (const tail of [Buffer.from(garbage), Buffer.alloc(garbage.length)]) {
      const { soundBytes } = decodeSegment(Buffer.concat([bytes, tail]), 'x')
      expect(soundBytes).toBe(bytes.length)
    }
  })

  test.prop([segment.filter(({ blocks }) => blocks.length > 1), fc.nat()])(
    'error: CHAIN_JOURNAL_CORRUPT for any changed byte before the last record',
    (parts, seed) => {
      const { bytes, records } = encode(parts)
      const last = bytes.length - (records.at(-1)?.length ?? 0)
      const at = seed % last
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (seed % 8))
      expect(() => decodeSegment(bytes, 'x')).toThrowError(
        expect.objectContaining({ code: 'CHAIN_JOURNAL_CORRUPT' }),
      )
    },
  )

  test('behavior: the vector of the specification', () => {
    const bytes = encodeRecord({
      kind: 'block',
      block: {
        number: 1,
        timestamp: 1_705_287_681,
        hash: `0x${'ab'.repeat(32)}`,
        transactions: ['0x02f8'],
      },
    })
    const specification = readFileSync(
      new URL('../../../../specs/chain-journal.md', import.meta.url),
      'utf8',
    )
    const vector = /```hex\n([^`]+)```/.exec(specification)?.[1]
    expect(bytes.toString('hex')).toBe(vector?.replaceAll('\n', ''))
    expect(decodeRecord(bytes, 0)?.end).toBe(bytes.length)
  })
})
