import { SaharaError } from '@sahara/protocol'
import {
  type Address,
  bytesToHex,
  type Hex,
  hexToBigInt,
  keccak256,
  stringToHex,
} from 'viem'
import { combineKeyShares } from './combineKeyShares.ts'
import { type CommittedKeys, commitmentTree } from './commitmentTree.ts'
import type { KeyShare } from './splitContentKey.ts'

/** What the contract `KeyFaults` is shown; see specs/key-shares.md. */
export type KeyFault = {
  assetId: bigint
  version: number
  threshold: number
  manifest: Hex
  manifestProof: Hex[]
  keyCommitment: Hex
  keyProof: Hex[]
  /** As many as the threshold, by rising leaf. */
  shares: {
    index: number
    keeper: Address
    epoch: bigint
    value: Hex
    proof: Hex[]
  }[]
}

/**
 * As many key shares as the threshold that do not give the committed key, with
 * the proofs that all of it was committed to; undefined when every choice gives
 * the key. Below a threshold of 2 there are none to show.
 *
 * @param parameters.shares as many as the threshold or more
 * @throws {SaharaError} `KEY_SHARES_TOO_FEW` when one is not the committed one
 */
export async function findKeyFault(parameters: {
  block: CommittedKeys
  shares: readonly KeyShare[]
}): Promise<KeyFault | undefined> {
  const { block, shares } = parameters
  const { threshold } = block
  if (threshold < 2) return toKeyFault(block, [])
  // With the key, all but one of these fix the polynomial: if each of the rest
  // in turn gives the key too, all key shares lie on it.
  const most = shares.slice(0, threshold - 1)
  for (const last of shares.slice(threshold - 1)) {
    const some = [...most, last]
    if (!(await givesKey(block, some))) return toKeyFault(block, some)
  }
  return undefined
}

async function givesKey(
  block: CommittedKeys,
  shares: readonly KeyShare[],
): Promise<boolean> {
  try {
    await combineKeyShares({ shares, block })
    return true
  } catch (error) {
    if (
      SaharaError.isInstance(error) &&
      error.code === 'KEY_COMMITMENT_MISMATCH'
    )
      return false
    throw error
  }
}

function toKeyFault(
  block: CommittedKeys,
  shares: readonly KeyShare[],
): KeyFault {
  const { assetId, version, threshold } = block
  const tree = commitmentTree(block)
  const opened = block.keyShares.flatMap(
    ({ index, keeper, epoch }, position) => {
      const share = shares.find((one) => one.index === index)
      const leaf = tree.leaves[position]
      const proof = tree.proofOf(position)
      if (!share || !leaf || !proof) return []
      return [
        {
          leaf,
          index,
          keeper: keeper.toLowerCase() as Address,
          epoch: BigInt(epoch),
          value: bytesToHex(share.value),
          proof,
        },
      ]
    },
  )
  return {
    assetId: hexToBigInt(assetId as Hex),
    version,
    threshold,
    manifest: keccak256(stringToHex(block.manifest)),
    manifestProof: tree.manifestProof,
    keyCommitment: block.keyCommitment as Hex,
    keyProof: tree.keyProof,
    shares: opened
      .sort((a, b) => (a.leaf < b.leaf ? -1 : 1))
      .map(({ leaf: _, ...share }) => share),
  }
}
