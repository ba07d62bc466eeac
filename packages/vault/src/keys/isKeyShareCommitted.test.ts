import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { type Hex, hashTypedData, hexToBytes, keccak256 } from 'viem'
import { expect, test } from 'vitest'
import { combineKeyShares } from './combineKeyShares.ts'
import { commitKeyShares } from './commitKeyShares.ts'
import { commitmentLeaf } from './commitmentLeaf.ts'
import { commitmentTree } from './commitmentTree.ts'
import { isKeyShareCommitted } from './isKeyShareCommitted.ts'
import {
  answerTypedData,
  type DepositBody,
  depositBodySchema,
  depositTypedData,
  requestTypedData,
} from './keeperMessages.ts'
import { verifyCommitment } from './verifyCommitment.ts'

const addressOf = (i: number): Hex => `0x${i.toString(16).padStart(40, '0')}`
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })

/** Blocks as a publisher may make them, up to the largest, and their proofs. */
const deposits = fc
  .record({
    assetId: bytes32,
    version: fc.integer({ min: 1, max: 0xffff_ffff }),
    threshold: fc.integer({ min: 2, max: 255 }),
    key: bytes32,
    count: fc.oneof(fc.integer({ min: 2, max: 8 }), fc.constant(255)),
    epoch: fc.nat(),
    at: fc.nat(),
  })
  .map(({ assetId, version, threshold, key, count, epoch, at }) => {
    const block = commitKeyShares({
      assetId: keccak256(assetId),
      version,
      manifest: 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
      threshold,
      key,
      shares: Array.from({ length: count }, (_, i) => ({
        index: i + 1,
        value: hexToBytes(keccak256(Uint8Array.from([...key, i]))),
      })),
      keepers: Array.from({ length: count }, (_, i) => ({
        address: addressOf(i + 1),
        epoch,
      })),
    })
    const position = at % count
    const { root, proofOf } = commitmentTree(block)
    const { index, keeper, hash } = block.keyShares[position]!
    const message: DepositBody['message'] = {
      assetId: block.assetId as Hex,
      version,
      index,
      epoch,
      shareHash: hash as Hex,
      commitment: root,
      publisher: addressOf(999),
      keeper: keeper as Hex,
      expiresAt: 1,
    }
    return { block, message, proof: proofOf(position)! }
  })

test('behavior: only the key share of a leaf is committed', () => {
  fc.assert(
    fc.property(deposits, fc.nat(), ({ block, message, proof }, salt) => {
      expect(isKeyShareCommitted({ message, proof })).toBe(true)
      expect(depositBodySchema.shape.proof.safeParse(proof).success).toBe(true)
      const other = keccak256(addressOf(salt))
      const changes: Partial<DepositBody['message']>[] = [
        { assetId: other },
        { version: (message.version % 0xffff_ffff) + 1 },
        { index: (message.index % 255) + 1 },
        { epoch: message.epoch + 1 },
        { shareHash: other },
        { keeper: addressOf(message.index + 1) },
        { commitment: other },
      ]
      for (const change of changes)
        expect(
          isKeyShareCommitted({ message: { ...message, ...change }, proof }),
        ).toBe(false)
      for (const wrong of [
        [],
        proof.slice(1),
        [...proof, other],
        [other, ...proof.slice(1)],
      ])
        expect(isKeyShareCommitted({ message, proof: wrong })).toBe(false)
      // A root that is to pass for a tree of its own has no such key share.
      const alone = { ...message, commitment: leafOf(message) }
      expect(isKeyShareCommitted({ message: alone, proof: [] })).toBe(true)
      expect(() =>
        verifyCommitment({ block, commitment: alone.commitment }),
      ).toThrow(expect.objectContaining({ code: 'KEY_COMMITMENT_MISMATCH' }))
    }),
    { numRuns: 40 },
  )
})

test('vector: vector.json of specs/key-shares.md', async () => {
  const vector = JSON.parse(
    await readFile(new URL('./vector.json', import.meta.url), 'utf8'),
  )
  const { chainId, block, commitment, deposit, request, answer } = vector
  const key = hexToBytes(vector.key)
  const shares = vector.shares.map((share: { index: number; value: Hex }) => ({
    index: share.index,
    value: hexToBytes(share.value),
  }))
  expect(
    commitKeyShares({
      ...block,
      key,
      shares,
      keepers: block.keyShares.map(
        (share: { keeper: string; epoch: number }) => ({
          address: share.keeper,
          epoch: share.epoch,
        }),
      ),
    }),
  ).toEqual(block)
  for (const some of [shares, shares.slice(1), shares.slice(0, 2)])
    expect(await combineKeyShares({ shares: some, block })).toEqual(key)
  const { root, proofOf } = commitmentTree(block)
  expect(root).toBe(commitment)
  expect(vector.proofs.map((_: Hex[], i: number) => proofOf(i))).toEqual(
    vector.proofs,
  )
  expect(leafOf(deposit.message)).toBe(vector.leaves[0])
  expect(
    isKeyShareCommitted({ message: deposit.message, proof: vector.proofs[0] }),
  ).toBe(true)
  expect([
    hashTypedData(depositTypedData(chainId, deposit.message)),
    hashTypedData(requestTypedData(chainId, request.message)),
    hashTypedData(answerTypedData(chainId, answer.message)),
  ]).toEqual([deposit.hash, request.hash, answer.hash])
})

function leafOf(message: DepositBody['message']): Hex {
  return commitmentLeaf({
    ...message,
    kind: 'keyShare',
    value: message.shareHash,
  })
}
