import { concat, type Hex, keccak256 } from 'viem'

/** The parent of two nodes of a Merkle tree, whichever stands left. */
export function hashPair(a: Hex, b: Hex): Hex {
  return keccak256(concat(a < b ? [a, b] : [b, a]))
}
