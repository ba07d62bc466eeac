import { type SaharaBlock, SaharaError } from '@sahara/protocol'
import {
  type Address,
  bytesToHex,
  encodeAbiParameters,
  type Hex,
  hexToBigInt,
  isHash,
  keccak256,
  stringToHex,
  zeroAddress,
} from 'viem'
import { merkleRoot } from './merkleRoot.ts'

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

const keyDomain = keccak256(stringToHex('sahara.content-key.v1'))
const shareDomain = keccak256(stringToHex('sahara.key-share.v1'))
const leafKinds = { manifest: 0, key: 1, share: 2 } as const

/** The public commitment of a content key, bound to its asset version. */
export function keyCommitmentOf(parameters: {
  assetId: string
  version: number
  key: Uint8Array
}): Hex {
  const { assetId, version, key } = parameters
  return keccak256(
    encodeAbiParameters(
      [
        { type: 'bytes32' },
        { type: 'uint256' },
        { type: 'uint32' },
        { type: 'bytes' },
      ],
      [keyDomain, hexToBigInt(assetId as Hex), version, bytesToHex(key)],
    ),
  )
}

/** The public commitment of one key share, bound to its version and index. */
export function shareHashOf(parameters: {
  assetId: string
  version: number
  index: number
  value: Uint8Array
}): Hex {
  const { assetId, version, index, value } = parameters
  return keccak256(
    encodeAbiParameters(
      [
        { type: 'bytes32' },
        { type: 'uint256' },
        { type: 'uint32' },
        { type: 'uint8' },
        { type: 'bytes' },
      ],
      [
        shareDomain,
        hexToBigInt(assetId as Hex),
        version,
        index,
        bytesToHex(value),
      ],
    ),
  )
}

/**
 * The `commitment` that goes on chain with a version: the Merkle root over
 * the manifest (with the threshold), the key commitment, and each key share
 * with its keeper and epoch.
 */
export function commitmentRootOf(block: CommittedKeys): Hex {
  const leaf = (
    kind: keyof typeof leafKinds,
    index: number,
    keeper: Address,
    epoch: number,
    value: Hex,
  ): Hex =>
    keccak256(
      keccak256(
        encodeAbiParameters(
          [
            { type: 'uint8' },
            { type: 'uint256' },
            { type: 'uint32' },
            { type: 'uint8' },
            { type: 'address' },
            { type: 'uint64' },
            { type: 'bytes32' },
          ],
          [
            leafKinds[kind],
            hexToBigInt(block.assetId as Hex),
            block.version,
            index,
            // Lower case, so that a wrong checksum changes nothing.
            keeper.toLowerCase() as Address,
            BigInt(epoch),
            value,
          ],
        ),
      ),
    )
  const manifest = keccak256(stringToHex(block.manifest))
  return merkleRoot([
    leaf('manifest', block.threshold, zeroAddress, 0, manifest),
    leaf('key', 0, zeroAddress, 0, block.keyCommitment as Hex),
    ...block.keyShares.map((share) =>
      leaf(
        'share',
        share.index,
        share.keeper as Address,
        share.epoch,
        share.hash as Hex,
      ),
    ),
  ])
}

/**
 * Checks a metadata block against the version's `commitment` on chain, and
 * that its key shares can be used: distinct indexes and keepers, no fewer
 * than the threshold.
 *
 * @throws {SaharaError} `KEY_COMMITMENT_MISMATCH`, `METADATA_INVALID`
 */
export function verifyCommitment(parameters: {
  block: CommittedKeys
  commitment: string
}): void {
  const { block, commitment } = parameters
  const root = commitmentRootOf(block)
  if (!isHash(commitment) || root !== commitment.toLowerCase())
    throw new SaharaError(
      'The keys in the metadata are not those committed on chain.',
      {
        code: 'KEY_COMMITMENT_MISMATCH',
        details: { assetId: block.assetId, root, commitment },
      },
    )
  const indexes = new Set(block.keyShares.map(({ index }) => index))
  const keepers = new Set(
    block.keyShares.map(({ keeper }) => keeper.toLowerCase()),
  )
  const count = block.keyShares.length
  if (
    block.threshold < 2 ||
    count < block.threshold ||
    indexes.size !== count ||
    keepers.size !== count
  )
    throw new SaharaError('The key shares in the metadata cannot be used.', {
      code: 'METADATA_INVALID',
      details: { assetId: block.assetId, count, threshold: block.threshold },
    })
}
