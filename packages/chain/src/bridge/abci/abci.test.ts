import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { misbehavior, positive, time, vote } from '../../../test/arbitraries.ts'
import { createFrameReader } from './createFrameReader.ts'
import { request, response } from './messages.ts'
import { bytes, field, int32, int64, message, toVarint } from './protobuf.ts'

const invalid = expect.objectContaining({ code: 'ABCI_INVALID' })
const nothing = request.decode(new Uint8Array())

describe('messages', () => {
  test.prop([
    fc.record({
      txs: fc.array(fc.uint8Array(), { maxLength: 3 }),
      proposedLastCommit: fc.record({
        round: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        votes: fc.array(vote, { maxLength: 3 }),
      }),
      misbehavior: fc.array(misbehavior, { maxLength: 2 }),
      hash: fc.uint8Array(),
      height: positive,
      time,
      proposerAddress: fc.uint8Array(),
    }),
  ])('default: what was encoded decodes to it', (processProposal) => {
    const encoded = request.encode({ ...nothing, processProposal })
    expect(plain(request.decode(encoded).processProposal)).toEqual(
      plain(processProposal),
    )
  })

  // From CometBFT: RequestFlush, RequestInfo{"0.40.0", 11, 9, "2.3.0"}.
  test('default: the bytes of CometBFT', () => {
    expect(request.decode(Uint8Array.of(0x12, 0)).flush).toEqual({})
    const info = Buffer.from(
      '1a130a06302e34302e30100b18092205322e332e30',
      'hex',
    )
    expect(request.decode(info)).toMatchObject({ info: {}, flush: undefined })
    const empty = response.decode(new Uint8Array())
    expect(
      Buffer.from(
        response.encode({
          ...empty,
          finalizeBlock: {
            txResults: [{ code: 0, log: '' }],
            validatorUpdates: [
              { publicKey: { secp256k1eth: Uint8Array.of(2, 3) }, power: 300n },
            ],
            appHash: Uint8Array.of(7),
          },
        }),
      ).toString('hex'),
    ).toBe('aa01' + '10' + '1200' + '1a090a042a02020310ac02' + '2a0107')
  })

  test.prop([fc.uint8Array({ maxLength: 60 })])(
    'behavior: any bytes are a message or are refused with a code',
    (data) => {
      try {
        request.decode(data)
      } catch (error) {
        expect(error).toEqual(invalid)
      }
    },
  )

  test('behavior: skips what it does not know, negative numbers stay', () => {
    const wide = message({
      a: field(1, int64),
      b: field(2, bytes),
      c: field(3, int32),
    })
    const narrow = message({ c: field(3, int32) })
    const data = wide.encode({ a: -5n, b: Uint8Array.of(1, 2), c: -7 })
    expect(wide.decode(data)).toMatchObject({ a: -5n, c: -7 })
    expect(narrow.decode(data)).toEqual({ c: -7 })
    const fixed = Uint8Array.of(0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x0d, 1, 2, 3, 4)
    expect(narrow.decode(fixed)).toEqual({ c: 0 })
    expect(() => narrow.decode(fixed.subarray(0, 12))).toThrowError(invalid)
  })
})

describe('createFrameReader', () => {
  test.prop([
    fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
    fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
  ])('default: however it is cut, the messages come out', (messages, cuts) => {
    const stream = Buffer.concat(
      messages.flatMap((one) => [toVarint(BigInt(one.length)), one]),
    )
    const read = createFrameReader()
    const seen: Uint8Array[] = []
    for (let at = 0, turn = 0; at < stream.length; turn++) {
      const length = cuts[turn % cuts.length]!
      seen.push(...read(stream.subarray(at, at + length)))
      at += length
    }
    expect(seen.map((one) => [...one])).toEqual(messages.map((one) => [...one]))
  })

  test('error: ABCI_INVALID for a length that no message has', () => {
    const read = createFrameReader()
    expect(() => read(toVarint(2n ** 34n))).toThrowError(invalid)
    expect(() => createFrameReader()(toVarint(2n ** 28n))).toThrowError(invalid)
  })

  test('behavior: 8 MiB in small pieces take no quadratic time', () => {
    const length = 8 * 1024 * 1024
    const read = createFrameReader()
    read(toVarint(BigInt(length)))
    const piece = new Uint8Array(1024)
    const messages = Array.from({ length: length / 1024 }, () => read(piece))
    expect(messages.flat().map((one) => one.length)).toEqual([length])
  })
})

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one: unknown) =>
      one instanceof Uint8Array
        ? Buffer.from(one).toString('hex')
        : typeof one === 'bigint'
          ? one.toString()
          : (one as { type?: string })?.type === 'Buffer'
            ? Buffer.from((one as unknown as { data: number[] }).data).toString(
                'hex',
              )
            : one,
    ),
  )
}
