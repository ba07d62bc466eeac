import { fc, test } from '@fast-check/vitest'
import { validatorSetAbi } from '@sahara/protocol/abis'
import {
  encodeFunctionResult,
  type Hex,
  parseGwei,
  serializeTransaction,
  toBytes,
  toHex,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect } from 'vitest'
import { context, hash, proposal, time } from '../../../test/arbitraries.ts'
import { encodeProposal, type Proposal } from '../codec/proposal.ts'
import { checkProposal } from './checkProposal.ts'
import { contextRoot } from './contextRoot.ts'
import { type ParentBlock, payloadAttributes } from './payloadAttributes.ts'
import {
  isSameSet,
  toValidators,
  toValidatorUpdates,
} from './validatorUpdates.ts'
import { versionedHashes } from './versionedHashes.ts'

const chainId = 724272

const parent: fc.Arbitrary<ParentBlock> = fc.record({
  number: fc.bigInt({ min: 0n, max: 2n ** 50n }),
  hash,
  timestamp: fc.bigInt({ min: 0n, max: 2n ** 40n }),
})

/** A proposal that follows the rules, and what it must follow. */
const lawful = fc
  .record({ parent, time, context, proposal })
  .map(({ parent, time, context, proposal }) => {
    const attributes = payloadAttributes({ chainId, parent, time, context })
    const payload = {
      ...proposal.payload,
      blockNumber: parent.number + 1n,
      parentHash: parent.hash,
      timestamp: attributes.timestamp,
      prevRandao: attributes.prevRandao,
      feeRecipient: attributes.feeRecipient,
      withdrawals: [],
      transactions: proposal.payload.transactions.filter(
        (one) => !one.startsWith('0x03'),
      ),
    }
    return { parent, attributes, proposal: { ...proposal, payload } }
  })

const check = (
  one: {
    parent: ParentBlock
    attributes: ReturnType<typeof payloadAttributes>
  },
  ...txs: Uint8Array[]
) => checkProposal({ txs, parent: one.parent, attributes: one.attributes })

describe('payloadAttributes', () => {
  test.prop([parent, time, context])(
    'default: seconds grow and never run before the median',
    (parent, time, context) => {
      const parameters = { chainId, parent, time, context }
      const attributes = payloadAttributes(parameters)
      expect(attributes.timestamp).toBeGreaterThan(parent.timestamp)
      expect(attributes.timestamp).toBeGreaterThanOrEqual(time.seconds)
      expect([parent.timestamp + 1n, time.seconds]).toContain(
        attributes.timestamp,
      )
      expect(attributes.feeRecipient).toBe(context.proposer)
      expect(attributes.withdrawals).toEqual([])
      expect(payloadAttributes(structuredClone(parameters))).toEqual(attributes)
    },
  )
})

describe('contextRoot', () => {
  test('default: the vector of the specification', () => {
    const validator = { address: toBytes(toHex(1, { size: 20 })), power: 10n }
    expect(
      contextRoot(chainId, {
        height: 2n,
        proposer: toHex(1, { size: 20 }),
        votes: [{ validator, blockIdFlag: 2 }],
        misbehaviour: [],
      }),
    ).toMatchInlineSnapshot(
      `"0x9539ac822d943f871f55c0ab97b24cb2bb4a6c5e25c5e53349708ab28a4ad9c8"`,
    )
  })

  test.prop([context, context])('behavior: binds all it is given', (a, b) => {
    fc.pre(JSON.stringify(a, text) !== JSON.stringify(b, text))
    expect(contextRoot(chainId, a)).not.toBe(contextRoot(chainId, b))
    expect(contextRoot(chainId, a)).not.toBe(contextRoot(chainId + 1, a))
  })
})

describe('checkProposal', () => {
  test.prop([lawful])('default: what follows the rules is valid', (one) => {
    expect(check(one, encodeProposal(one.proposal))).toEqual({
      isValid: true,
      proposal: {
        ...one.proposal,
        versionedHashes: [],
        parentBeaconBlockRoot: one.attributes.parentBeaconBlockRoot,
      },
    })
  })

  const changes: Record<string, (payload: Proposal['payload']) => object> = {
    blockNumber: (payload) => ({ blockNumber: payload.blockNumber + 1n }),
    parentHash: () => ({ parentHash: toHex(7, { size: 32 }) }),
    timestamp: (payload) => ({ timestamp: payload.timestamp + 1n }),
    prevRandao: () => ({ prevRandao: toHex(7, { size: 32 }) }),
    feeRecipient: () => ({ feeRecipient: toHex(7, { size: 20 }) }),
    withdrawals: () => ({
      withdrawals: [
        {
          index: 0n,
          validatorIndex: 0n,
          address: toHex(7, { size: 20 }),
          amountGwei: 1n,
        },
      ],
    }),
  }
  for (const [name, change] of Object.entries(changes))
    test.prop([lawful])(`behavior: refuses a changed ${name}`, (one) => {
      const payload = {
        ...one.proposal.payload,
        ...change(one.proposal.payload),
      }
      expect(check(one, encodeProposal({ ...one.proposal, payload }))).toEqual({
        isValid: false,
        reason: `its ${name} is wrong`,
      })
    })

  test.prop([lawful, fc.uint8Array({ maxLength: 50 })])(
    'behavior: refuses none, two, more bytes, and garbage',
    (one, garbage) => {
      const bytes = encodeProposal(one.proposal)
      for (const txs of [
        [],
        [bytes, bytes],
        [Buffer.concat([bytes, Uint8Array.of(0)])],
        [garbage],
      ])
        expect(check(one, ...txs)).toMatchObject({ isValid: false })
    },
  )

  test.prop([lawful])('behavior: refuses a malformed blob', (one) => {
    const payload = { ...one.proposal.payload, transactions: ['0x03c0' as Hex] }
    expect(
      check(one, encodeProposal({ ...one.proposal, payload })),
    ).toMatchObject({ isValid: false })
  })
})

describe('versionedHashes', () => {
  test.prop([fc.array(fc.array(hash, { minLength: 1, maxLength: 3 }))])(
    'default: those of all transactions, in order',
    (lists) => {
      const transactions = lists.flatMap((blobVersionedHashes) => [
        serializeTransaction({
          type: 'eip4844',
          chainId,
          maxFeePerGas: parseGwei('1'),
          maxFeePerBlobGas: 1n,
          to: toHex(1, { size: 20 }),
          blobVersionedHashes: blobVersionedHashes.map(
            (one): Hex => `0x01${one.slice(4)}`,
          ),
        }),
        serializeTransaction({ type: 'eip1559', chainId }),
      ])
      expect(versionedHashes(transactions)).toEqual(
        lists.flat().map((one) => `0x01${one.slice(4)}`),
      )
    },
  )
})

describe('validator updates', () => {
  const key = (seed: number): Hex => {
    const { publicKey } = privateKeyToAccount(toHex(seed, { size: 32 }))
    const isOdd = Number(BigInt(publicKey) & 1n) === 1
    return `0x${isOdd ? '03' : '02'}${publicKey.slice(4, 68)}`
  }

  test('default: what the contract answers, in its order', () => {
    const result = [
      { publicKey: key(1), power: 10n },
      { publicKey: key(2), power: 0n },
    ]
    const answer = encodeFunctionResult({
      abi: validatorSetAbi,
      functionName: 'updatesAt',
      result,
    })
    const updates = toValidatorUpdates(answer)
    expect(
      updates.map(({ publicKey, power }) => ({
        publicKey: toHex(publicKey.secp256k1eth),
        power,
      })),
    ).toEqual(result)
    expect(isSameSet(toValidators(answer), updates.toReversed())).toBe(true)
    expect(isSameSet(updates.slice(1), updates)).toBe(false)
    const other = updates.map((one) => ({ ...one, power: one.power + 1n }))
    expect(isSameSet(other, updates)).toBe(false)
  })
})

function text(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
