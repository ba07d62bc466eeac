import { concat, type Hex, keccak256 } from 'viem'

/**
 * The root over leaf hashes, built as OpenZeppelin's `StandardMerkleTree`
 * does: leaves sorted, pairs sorted, so that its proofs verify with
 * `MerkleProof`.
 *
 * @param leaves hashes that were already hashed twice; at least one
 */
export function merkleRoot(leaves: readonly Hex[]): Hex {
  const sorted = leaves.map((leaf) => leaf.toLowerCase() as Hex).sort()
  const tree: Hex[] = [...sorted].reverse()
  for (let i = sorted.length - 2; i >= 0; i--) {
    const right = tree.pop()
    const left = tree.pop()
    if (left === undefined || right === undefined) break
    tree.unshift(
      keccak256(concat(left < right ? [left, right] : [right, left])),
    )
  }
  return tree[0] ?? `0x${'00'.repeat(32)}`
}
