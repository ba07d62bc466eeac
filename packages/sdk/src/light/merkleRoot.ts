import { concat, sha256 } from 'viem'

/** Keeps leaves and inner nodes apart (RFC 6962). */
const leaf = Uint8Array.of(0)
const inner = Uint8Array.of(1)

/**
 * The Merkle root of RFC 6962 over a list, which CometBFT hashes headers and
 * sets of validators with (`crypto/merkle/tree.go`).
 */
export function merkleRoot(items: readonly Uint8Array[]): Uint8Array {
  const [first] = items
  if (first === undefined) return sha256(new Uint8Array(), 'bytes')
  if (items.length === 1) return sha256(concat([leaf, first]), 'bytes')
  // The largest power of two below the length.
  const split = 2 ** Math.ceil(Math.log2(items.length) - 1)
  const left = merkleRoot(items.slice(0, split))
  const right = merkleRoot(items.slice(split))
  return sha256(concat([inner, left, right]), 'bytes')
}
