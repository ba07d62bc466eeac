import { SaharaError } from '@sahara/protocol'
import fc from 'fast-check'
import { combine } from 'shamir-secret-sharing'
import { expect, test } from 'vitest'
import { combineKeyShares } from './combineKeyShares.ts'
import { commitKeyShares } from './commitKeyShares.ts'
import { type CommittedKeys, commitmentRootOf } from './commitmentTree.ts'
import { type KeyShare, splitContentKey } from './splitContentKey.ts'
import { verifyCommitment } from './verifyCommitment.ts'

const assetId = `0x${'ab'.repeat(32)}`
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })
const sizes = fc
  .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 0, max: 4 }))
  .map(([threshold, more]) => ({ threshold, count: threshold + more }))

function blockOf(
  key: Uint8Array,
  threshold: number,
  shares: readonly KeyShare[],
): CommittedKeys {
  return commitKeyShares({
    assetId,
    version: 1,
    manifest: 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
    threshold,
    key,
    shares,
    keepers: shares.map(({ index }) => ({
      address: `0x${index.toString(16).padStart(40, '0')}`,
      epoch: 1,
    })),
  })
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return SaharaError.isInstance(error) ? error.code : String(error)
}

test('behavior: any threshold of the key shares give the key back', async () => {
  await fc.assert(
    fc.asyncProperty(
      bytes32,
      sizes,
      fc.infiniteStream(fc.nat()),
      async (key, { threshold, count }, order) => {
        const shares = await splitContentKey({ key, threshold, count })
        expect(shares.map(({ index }) => index)).toEqual(
          Array.from({ length: count }, (_, i) => i + 1),
        )
        const block = blockOf(key, threshold, shares)
        const drawn = [...shares]
          .map((share) => ({ share, at: order.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ share }) => share)
        const some = drawn.slice(0, threshold)
        expect(await combineKeyShares({ shares: some, block })).toEqual(key)
        const few = drawn.slice(0, threshold - 1)
        expect(await codeOf(combineKeyShares({ shares: few, block }))).toBe(
          'KEY_SHARES_TOO_FEW',
        )
        if (few.length >= 2) {
          const guess = await combine(few.map(({ value }) => value))
          expect(guess).not.toEqual(key)
        }
      },
    ),
    { numRuns: 50 },
  )
})

test('behavior: names wrong key shares, and does without them', async () => {
  await fc.assert(
    fc.asyncProperty(
      bytes32,
      fc.nat(32),
      fc.integer({ min: 1, max: 255 }),
      async (key, at, change) => {
        const shares = await splitContentKey({ key, threshold: 2, count: 3 })
        const block = blockOf(key, 2, shares)
        const bad = shares.map(({ index, value }) => {
          const copy = Uint8Array.from(value)
          if (index === 2) copy[at] = (copy[at] ?? 0) ^ change
          return { index, value: copy }
        })
        expect(await combineKeyShares({ shares: bad, block })).toEqual(key)
        const error = await combineKeyShares({
          shares: bad.slice(0, 2),
          block,
        }).catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({
          code: 'KEY_SHARES_TOO_FEW',
          details: { wrong: '2' },
        })
      },
    ),
    { numRuns: 30 },
  )
})

test('error: KEY_COMMITMENT_MISMATCH for another key', async () => {
  const key = new Uint8Array(32).fill(7)
  const shares = await splitContentKey({ key, threshold: 2, count: 2 })
  const block = {
    ...blockOf(key, 2, shares),
    keyCommitment: `0x${'00'.repeat(32)}`,
  }
  expect(await codeOf(combineKeyShares({ shares, block }))).toBe(
    'KEY_COMMITMENT_MISMATCH',
  )
})

test('error: INPUT_INVALID for keys and thresholds that are unsafe', async () => {
  const key = new Uint8Array(32)
  for (const [threshold, count] of [
    [1, 3],
    [3, 2],
    [2, 256],
    [2.5, 3],
  ] as const)
    expect(await codeOf(splitContentKey({ key, threshold, count }))).toBe(
      'INPUT_INVALID',
    )
  expect(
    await codeOf(
      splitContentKey({ key: new Uint8Array(31), threshold: 2, count: 3 }),
    ),
  ).toBe('INPUT_INVALID')
})

test('behavior: the commitment covers every field', async () => {
  const key = new Uint8Array(32).fill(1)
  const shares = await splitContentKey({ key, threshold: 2, count: 3 })
  const block = blockOf(key, 2, shares)
  const commitment = commitmentRootOf(block)
  verifyCommitment({ block, commitment })
  const [first, ...rest] = block.keyShares
  const changed: CommittedKeys[] = [
    { ...block, assetId: `0x${'ac'.repeat(32)}` },
    { ...block, version: 2 },
    { ...block, manifest: `${block.manifest.slice(0, -1)}a` },
    { ...block, threshold: 3 },
    { ...block, keyCommitment: first!.hash },
    { ...block, keyShares: rest },
    { ...block, keyShares: [{ ...first!, epoch: 2 }, ...rest] },
    { ...block, keyShares: [{ ...first!, index: 9 }, ...rest] },
    {
      ...block,
      keyShares: [{ ...first!, keeper: `0x${'9'.repeat(40)}` }, ...rest],
    },
    {
      ...block,
      keyShares: [{ ...first!, hash: block.keyCommitment }, ...rest],
    },
  ]
  for (const other of changed)
    expect(() => verifyCommitment({ block: other, commitment })).toThrow(
      expect.objectContaining({ code: 'KEY_COMMITMENT_MISMATCH' }),
    )
})

test('error: METADATA_INVALID for a commitment to a single keeper', async () => {
  const key = new Uint8Array(32).fill(1)
  const shares = await splitContentKey({ key, threshold: 2, count: 2 })
  const block = blockOf(key, 1, shares)
  expect(() =>
    verifyCommitment({ block, commitment: commitmentRootOf(block) }),
  ).toThrow(expect.objectContaining({ code: 'METADATA_INVALID' }))
})

test('error: INPUT_INVALID unless each key share has a keeper of its own', async () => {
  const key = new Uint8Array(32).fill(1)
  const shares = await splitContentKey({ key, threshold: 2, count: 3 })
  const { assetId, version, manifest, threshold } = blockOf(key, 2, shares)
  const [one, two] = [1, 2].map((i) => ({
    address: `0x${`b${i}`.repeat(20)}`,
    epoch: 1,
  }))
  for (const keepers of [
    [one!, two!],
    [one!, two!, one!],
    [one!, two!, { ...one!, address: `0x${'B1'.repeat(20)}` }],
    [one!, two!, two!, one!],
  ])
    expect(() =>
      commitKeyShares({
        ...{ assetId, version, manifest, threshold, key, shares },
        keepers,
      }),
    ).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
})
