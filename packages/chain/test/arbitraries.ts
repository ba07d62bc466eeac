import { fc } from '@fast-check/vitest'
import { bytesToHex, type Hex } from 'viem'
import type { Misbehavior, Vote } from '../src/bridge/abci/messages.ts'
import type { Proposal } from '../src/bridge/codec/proposal.ts'
import type { BlockContext } from '../src/bridge/rules/contextRoot.ts'

const bytesOf = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length })

export const hexOf = (minLength: number, maxLength = minLength) =>
  fc.uint8Array({ minLength, maxLength }).map((bytes): Hex => bytesToHex(bytes))

export const word = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
export const positive = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })
export const hash = hexOf(32)
export const address = hexOf(20)

/** Payload and requests, without meaning. */
export const proposal: fc.Arbitrary<Proposal> = fc.record({
  payload: fc.record({
    parentHash: hash,
    feeRecipient: address,
    stateRoot: hash,
    receiptsRoot: hash,
    logsBloom: hexOf(256),
    prevRandao: hash,
    blockNumber: word,
    gasLimit: word,
    gasUsed: word,
    timestamp: word,
    extraData: hexOf(0, 32),
    baseFeePerGas: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
    blockHash: hash,
    blobGasUsed: word,
    excessBlobGas: word,
    withdrawals: fc.array(
      fc.record({
        index: word,
        validatorIndex: word,
        address,
        amountGwei: word,
      }),
      { maxLength: 3 },
    ),
    transactions: fc.array(hexOf(0, 300), { maxLength: 5 }),
  }),
  executionRequests: fc.array(hexOf(0, 100), { maxLength: 3 }),
})

const validator = fc.record({ address: bytesOf(20), power: positive })

export const vote: fc.Arbitrary<Vote> = fc.record({
  validator,
  blockIdFlag: fc.integer({ min: 1, max: 3 }),
})

export const time = fc.record({
  seconds: fc.bigInt({ min: 0n, max: 2n ** 40n }),
  nanos: fc.integer({ min: 0, max: 999_999_999 }),
})

export const misbehavior: fc.Arbitrary<Misbehavior> = fc.record({
  type: fc.integer({ min: 1, max: 2 }),
  validator,
  height: positive,
  time,
  totalVotingPower: positive,
})

export const context: fc.Arbitrary<BlockContext> = fc.record({
  height: positive,
  proposer: address,
  votes: fc.array(vote, { maxLength: 4 }),
  misbehaviour: fc.array(misbehavior, { maxLength: 2 }),
})
