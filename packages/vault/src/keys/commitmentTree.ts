import type { SaharaBlock } from '@sahara/protocol'
import { type Hex, keccak256, stringToHex } from 'viem'
import { commitmentLeaf } from './commitmentLeaf.ts'
import { merkleTree } from './merkleTree.ts'

/** What the root of a version is computed from; a metadata block has it all. */
export type CommittedKeys = Pick<
  SaharaBlock,
  | 'assetId'
  | 'version'
  | 'manifest'
  | 'threshold'
  | 'keyCommitment'
  | 'keyShares'
>

/** The commitments of a version, provable one by one. */
export type CommitmentTree = {
  root: Hex
  /** The proof of the key share at this place of the block. */
  proofOf: (position: number) => Hex[] | undefined
  /** The leaf of each key share, in the order of the block. */
  leaves: Hex[]
  manifestProof: Hex[]
  keyProof: Hex[]
}

/**
 * The tree over the manifest (with the threshold), the key commitment, and
 * each key share with its keeper and epoch; see specs/key-shares.md.
 */
export function commitmentTree(block: CommittedKeys): CommitmentTree {
  const { assetId, version } = block
  const keyShares = block.keyShares.map(
    ({ index, keeper, epoch, hash: value }) =>
      commitmentLeaf({
        kind: 'keyShare',
        assetId,
        version,
        index,
        keeper,
        epoch,
        value,
      }),
  )
  const manifest = commitmentLeaf({
    kind: 'manifest',
    assetId,
    version,
    index: block.threshold,
    value: keccak256(stringToHex(block.manifest)),
  })
  const key = commitmentLeaf({
    kind: 'key',
    assetId,
    version,
    index: 0,
    value: block.keyCommitment,
  })
  const { root, proofOf } = merkleTree([manifest, key, ...keyShares])
  return {
    root,
    leaves: keyShares,
    manifestProof: proofOf(manifest) ?? [],
    keyProof: proofOf(key) ?? [],
    proofOf: (position) => {
      const leaf = keyShares[position]
      return leaf && proofOf(leaf)
    },
  }
}

/** The `commitment` that goes on chain with a version. */
export function commitmentRootOf(block: CommittedKeys): Hex {
  return commitmentTree(block).root
}
