import { fc, test } from '@fast-check/vitest'
import type { Hex } from 'viem'
import { describe, expect } from 'vitest'
import { proposal } from '../../../test/arbitraries.ts'
import { versionedHashes } from '../rules/versionedHashes.ts'
import { decodeProposal, encodeProposal } from './proposal.ts'

const invalid = expect.objectContaining({ code: 'PROPOSAL_INVALID' })

describe('proposal', () => {
  test.prop([proposal])('default: what was encoded decodes to it', (one) => {
    expect(decodeProposal(encodeProposal(one))).toEqual(one)
  })

  test.prop([fc.uint8Array({ maxLength: 900 })])(
    'behavior: any bytes are refused with a code, or have that one form',
    (bytes) => {
      for (const data of [bytes, Uint8Array.of(1, ...bytes)]) {
        let decoded: ReturnType<typeof decodeProposal>
        try {
          decoded = decodeProposal(data)
        } catch (error) {
          expect(error).toEqual(invalid)
          continue
        }
        expect([...encodeProposal(decoded)]).toEqual([...data])
      }
    },
  )

  test.prop([proposal, fc.nat(), fc.integer({ min: 1, max: 255 })])(
    'behavior: a changed byte is another proposal or none',
    (one, place, change) => {
      const bytes = Uint8Array.from(encodeProposal(one))
      const at = place % bytes.length
      bytes[at] = bytes[at]! ^ change
      let decoded: ReturnType<typeof decodeProposal>
      try {
        decoded = decodeProposal(bytes)
      } catch (error) {
        expect(error).toEqual(invalid)
        return
      }
      expect(decoded).not.toEqual(one)
      expect([...encodeProposal(decoded)]).toEqual([...bytes])
    },
  )

  test.prop([proposal, fc.nat(), fc.uint8Array({ minLength: 1 })])(
    'error: PROPOSAL_INVALID, cut short or gone on with',
    (one, length, more) => {
      const bytes = encodeProposal(one)
      const short = bytes.subarray(0, length % bytes.length)
      expect(() => decodeProposal(short)).toThrowError(invalid)
      const long = Buffer.concat([bytes, more])
      expect(() => decodeProposal(long)).toThrowError(invalid)
    },
  )

  // It took seconds where the machine had else to do, more than a round has.
  test('behavior: a block of 8 MiB takes little of the processor', () => {
    const transactions = Array.from(
      { length: 64 },
      (): Hex => `0x02${'ab'.repeat(128 * 1024)}`,
    )
    const [empty] = fc.sample(proposal, 1)
    const payload = { ...empty!.payload, transactions }
    const before = process.cpuUsage()
    const bytes = encodeProposal({ ...empty!, payload })
    const decoded = decodeProposal(bytes).payload.transactions
    expect(versionedHashes(decoded)).toEqual([])
    const { user, system } = process.cpuUsage(before)
    expect(decoded).toEqual(transactions)
    expect((user + system) / 1_000).toBeLessThan(600)
  })

  test('behavior: a long list that is only promised takes no time', () => {
    const bytes = Buffer.alloc(700)
    bytes[0] = 1
    // The count of transactions, after fields of fixed length.
    bytes.writeUInt32BE(0xffffffff, 521)
    expect(() => decodeProposal(bytes)).toThrowError(invalid)
  })
})
