import fc from 'fast-check'
import { encodeAbiParameters, type Hex, keccak256, parseEther } from 'viem'
import { expect, test } from 'vitest'
import { hashPair } from './hashPair.ts'
import { merkleTree } from './merkleTree.ts'

const leafSets = fc
  .uniqueArray(fc.bigInt({ min: 0n, max: 1n << 200n }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((values) =>
    values.map(
      (value): Hex =>
        keccak256(encodeAbiParameters([{ type: 'uint256' }], [value])),
    ),
  )

test('behavior: the root is that of the standard Merkle tree', () => {
  // The example of OpenZeppelin's merkle-tree package.
  const leaves = (
    [
      [`0x${'11'.repeat(20)}`, parseEther('5')],
      [`0x${'22'.repeat(20)}`, parseEther('2.5')],
    ] as const
  ).map(([account, amount]) =>
    keccak256(
      keccak256(
        encodeAbiParameters(
          [{ type: 'address' }, { type: 'uint256' }],
          [account, amount],
        ),
      ),
    ),
  )
  expect(merkleTree(leaves).root).toBe(
    '0xd4dee0beab2d53f2cc83e567171bd2820e49898130a22622b10ead383e90bd77',
  )
})

test('behavior: the root does not depend on the order of the leaves', () => {
  fc.assert(
    fc.property(leafSets, (leaves) => {
      const root = merkleTree(leaves).root
      expect(merkleTree([...leaves].reverse()).root).toBe(root)
      expect(merkleTree(leaves.map((leaf) => keccak256(leaf))).root).not.toBe(
        root,
      )
    }),
  )
})

test('behavior: a proof leads from its leaf to the root, and no other does', () => {
  fc.assert(
    fc.property(leafSets, (leaves) => {
      const { root, proofOf } = merkleTree(leaves)
      const rootFrom = (leaf: Hex, proof: Hex[]) =>
        proof.reduce<Hex>(hashPair, leaf)
      for (const [i, leaf] of leaves.entries()) {
        const proof = proofOf(leaf)!
        expect(rootFrom(leaf, proof)).toBe(root)
        expect(proof.length).toBeLessThanOrEqual(
          Math.ceil(Math.log2(leaves.length)),
        )
        const next = leaves[(i + 1) % leaves.length]!
        if (next !== leaf) expect(rootFrom(next, proof)).not.toBe(root)
        if (proof.length > 0)
          expect(rootFrom(leaf, proof.slice(1))).not.toBe(root)
        expect(proofOf(keccak256(leaf))).toBeUndefined()
      }
    }),
  )
})
