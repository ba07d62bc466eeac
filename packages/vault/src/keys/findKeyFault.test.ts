import fc from 'fast-check'
import { type Hex, hexToBytes, keccak256, toHex } from 'viem'
import { expect, test } from 'vitest'
import { combineKeyShares } from './combineKeyShares.ts'
import { commitKeyShares } from './commitKeyShares.ts'
import { findKeyFault } from './findKeyFault.ts'
import { splitContentKey } from './splitContentKey.ts'

type Dealt = {
  key: Uint8Array
  threshold: number
  more: number
  /** Which key share is off the polynomial, if it is one of them. */
  wrong: number
}

const dealt: fc.Arbitrary<Dealt> = fc.record({
  key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  threshold: fc.integer({ min: 2, max: 5 }),
  more: fc.nat(4),
  wrong: fc.nat(12),
})

async function deal({ key, threshold, more, wrong }: Dealt, committed = key) {
  const count = threshold + more
  const shares = await splitContentKey({ key, threshold, count })
  const off = shares[wrong]
  if (off) off.value[0] = (off.value[0] ?? 0) ^ 1
  const block = commitKeyShares({
    assetId: keccak256(toHex('asset')),
    version: 1,
    manifest: 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
    threshold,
    key: committed,
    shares,
    keepers: shares.map(({ index }) => ({
      address: toHex(index, { size: 20 }),
      epoch: 1,
    })),
  })
  return { block, shares, isOff: off !== undefined }
}

/** The key shares of a fault, as the contract would combine them. */
function opened(fault: { shares: { index: number; value: Hex }[] }) {
  return fault.shares.map(({ index, value }) => ({
    index,
    value: hexToBytes(value),
  }))
}

test('behavior: shows key shares that do not give the key, if there are any', async () => {
  await fc.assert(
    fc.asyncProperty(dealt, async (one) => {
      const { block, shares, isOff } = await deal(one)
      const fault = await findKeyFault({ block, shares })
      expect(fault !== undefined).toBe(isOff)
      if (!fault) return
      expect(fault.shares).toHaveLength(block.threshold)
      await expect(
        combineKeyShares({ shares: opened(fault), block }),
      ).rejects.toMatchObject({ code: 'KEY_COMMITMENT_MISMATCH' })
    }),
    { numRuns: 50 },
  )
})

test('behavior: another key than the committed one is a fault', async () => {
  await fc.assert(
    fc.asyncProperty(dealt, async (one) => {
      const { block, shares } = await deal(
        { ...one, wrong: 99 },
        one.key.map((byte) => byte ^ 1),
      )
      expect(await findKeyFault({ block, shares })).toMatchObject({
        threshold: block.threshold,
        keyCommitment: block.keyCommitment,
      })
    }),
    { numRuns: 20 },
  )
})

test('error: KEY_SHARES_TOO_FEW for one that was not committed to', async () => {
  const { block, shares } = await deal({
    key: new Uint8Array(32),
    threshold: 2,
    more: 0,
    wrong: 99,
  })
  const other = shares.map(({ index, value }) => ({
    index,
    value: value.map((byte) => byte ^ 1),
  }))
  await expect(findKeyFault({ block, shares: other })).rejects.toMatchObject({
    code: 'KEY_SHARES_TOO_FEW',
  })
})

test('behavior: below a threshold of 2 nothing is opened', async () => {
  const { block } = await deal({
    key: new Uint8Array(32),
    threshold: 2,
    more: 0,
    wrong: 99,
  })
  const fault = await findKeyFault({
    block: { ...block, threshold: 1 },
    shares: [],
  })
  expect(fault?.shares).toEqual([])
})
