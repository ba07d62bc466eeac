import { signedHeaderSchema, validatorPageSchema } from '@sahara/protocol/api'
import { bytesToHex, sha256, stringToBytes, stringToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { recorded } from '../../test/replayNetwork.ts'
import { blockHeaderSchema, hashBlockHeader } from './hashBlockHeader.ts'
import { hashHeader } from './hashHeader.ts'
import { merkleRoot } from './merkleRoot.ts'
import {
  genesisValidators,
  hashValidators,
  toLightValidators,
} from './validators.ts'
import { voteBytes } from './verifyCommit.ts'

const digits = (text: string) =>
  sha256(stringToHex(text)).slice(2).toUpperCase()
const zeros = '0'.repeat(64)

describe('merkleRoot', () => {
  // crypto/merkle/rfc6962_test.go of CometBFT.
  test('default: the vectors of RFC 6962', () => {
    expect(bytesToHex(merkleRoot([]))).toBe(
      '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
    expect(bytesToHex(merkleRoot([new Uint8Array()]))).toBe(
      '0x6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    )
    expect(bytesToHex(merkleRoot([stringToBytes('L123456')]))).toBe(
      '0x395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
    )
  })

  test('behavior: splits at the largest power of two below the length', () => {
    const items = Array.from({ length: 11 }, (_, index) => Uint8Array.of(index))
    for (let length = 2; length <= items.length; length++) {
      const split = [0, 0, 1, 2, 2, 4, 4, 4, 4, 8, 8, 8][length]!
      const joined = new Uint8Array(65)
      joined.set([1])
      joined.set(merkleRoot(items.slice(0, split)), 1)
      joined.set(merkleRoot(items.slice(split, length)), 33)
      expect(bytesToHex(merkleRoot(items.slice(0, length)))).toBe(
        sha256(joined),
      )
    }
  })
})

describe('hashHeader', () => {
  // TestHeaderHash in types/block_test.go of CometBFT.
  test("default: CometBFT's own vector", () => {
    expect(
      hashHeader({
        version: { block: '1', app: '2' },
        chain_id: 'chainId',
        height: '3',
        time: '2019-10-13T16:14:44Z',
        last_block_id: { hash: zeros, parts: { total: 6, hash: zeros } },
        last_commit_hash: digits('last_commit_hash'),
        data_hash: digits('data_hash'),
        validators_hash: digits('validators_hash'),
        next_validators_hash: digits('next_validators_hash'),
        consensus_hash: digits('consensus_hash'),
        app_hash: digits('app_hash'),
        last_results_hash: digits('last_results_hash'),
        evidence_hash: digits('evidence_hash'),
        proposer_address: digits('proposer_address').slice(0, 40),
      }),
    ).toBe('0xf740121f553b5418c3efbd343c2dbfe9e007bb67b0d020a0741374bab65242a4')
  })

  test('default: the hashes a real network voted for', () => {
    const headers = Object.entries(recorded.consensus).filter(([request]) =>
      request.includes('commit'),
    )
    expect(headers.length).toBeGreaterThan(5)
    for (const [request, answer] of headers) {
      const { header, commit } = signedHeaderSchema.parse(answer).signed_header
      const hash = `0x${commit.block_id.hash.toLowerCase()}`
      expect([request, hashHeader(header)]).toEqual([request, hash])
    }
  })
})

describe('hashValidators', () => {
  test('default: the hashes in the headers of a real network', () => {
    const pages = Object.entries(recorded.consensus).filter(([request]) =>
      request.includes('validators'),
    )
    const sizes = new Set<number>()
    for (const [, answer] of pages) {
      const { validators, block_height } = validatorPageSchema.parse(answer)
      const { header } = signedHeaderSchema.parse(
        recorded.consensus[
          JSON.stringify({ method: 'commit', params: { height: block_height } })
        ],
      ).signed_header
      sizes.add(validators.length)
      expect(hashValidators(toLightValidators(validators))).toBe(
        `0x${header.validators_hash.toLowerCase()}`,
      )
    }
    expect([...sizes].sort()).toEqual([1, 4, 5])
  })

  test('default: the genesis names the validators of the first heights', () => {
    const { header } = signedHeaderSchema.parse(
      recorded.consensus[
        JSON.stringify({
          method: 'commit',
          params: { height: String(Number(recorded.sale.block) + 1) },
        })
      ],
    ).signed_header
    expect(hashValidators(genesisValidators(recorded.genesis))).toBe(
      `0x${header.validators_hash.toLowerCase()}`,
    )
  })
})

describe('voteBytes', () => {
  // TestVoteSignBytesTestVectors in types/vote_test.go of CometBFT.
  test("default: CometBFT's own vector", () => {
    const commit = {
      height: '1',
      round: 1,
      block_id: { hash: '', parts: { total: 0, hash: '' } },
    }
    const vote = { block_id_flag: 3, timestamp: '0001-01-01T00:00:00Z' }
    expect(bytesToHex(voteBytes('', commit, vote))).toBe(
      '0x210802110100000000000000190100000000000000' +
        '2a0b088092b8c398feffffff01',
    )
  })

  test('error: LIGHT_COMMIT_INVALID for a vote of an unknown kind', () => {
    const block_id = { hash: zeros, parts: { total: 1, hash: zeros } }
    const timestamp = '2019-10-13T16:14:44Z'
    for (const block_id_flag of [0, 1, 4])
      expect(() =>
        voteBytes(
          'chain',
          { height: '1', round: 0, block_id },
          { block_id_flag, timestamp },
        ),
      ).toThrow(expect.objectContaining({ code: 'LIGHT_COMMIT_INVALID' }))
  })
})

describe('hashBlockHeader', () => {
  test('default: the hashes of real blocks', () => {
    const blocks = Object.entries(recorded.rpc).filter(([request]) =>
      request.includes('eth_getBlockByNumber'),
    )
    expect(blocks.length).toBeGreaterThan(3)
    for (const [, block] of blocks)
      expect(hashBlockHeader(blockHeaderSchema.parse(block))).toBe(
        (block as { hash: string }).hash,
      )
  })
})
