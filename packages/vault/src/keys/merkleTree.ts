import type { Hex } from 'viem'
import { hashPair } from './hashPair.ts'

/** A root, and how each leaf belongs to it. */
export type MerkleTree = {
  root: Hex
  /** What leads from a leaf to the root; undefined when it is no leaf. */
  proofOf: (leaf: Hex) => Hex[] | undefined
}

/**
 * A Merkle tree built as OpenZeppelin's `StandardMerkleTree` does: leaves
 * sorted, pairs sorted, so that its proofs verify with `MerkleProof`.
 *
 * @param leaves lower-case hashes that were already hashed twice; at least one
 */
export function merkleTree(leaves: readonly Hex[]): MerkleTree {
  // A heap: the children of i stand at 2i + 1 and 2i + 2, the leaves last.
  const nodes = new Map<number, Hex>()
  const last = 2 * leaves.length - 2
  for (const [position, leaf] of [...leaves].sort().entries())
    nodes.set(last - position, leaf)
  const at = (i: number): Hex => nodes.get(i) ?? '0x'
  for (let i = leaves.length - 2; i >= 0; i--)
    nodes.set(i, hashPair(at(2 * i + 1), at(2 * i + 2)))

  function proofOf(leaf: Hex): Hex[] | undefined {
    let i = last
    while (i >= leaves.length - 1 && at(i) !== leaf) i--
    if (i < leaves.length - 1) return undefined
    const proof: Hex[] = []
    for (; i > 0; i = (i - 1) >> 1) proof.push(at(i % 2 === 1 ? i + 1 : i - 1))
    return proof
  }

  return { root: at(0), proofOf }
}
