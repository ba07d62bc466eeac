import { SaharaError } from '@sahara/protocol'
import { isHash } from 'viem'
import { type CommittedKeys, commitmentRootOf } from './commitmentTree.ts'

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
        hint: 'The publisher wrote wrong metadata: do not trust this version.',
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
      hint: 'The publisher wrote wrong metadata: this version cannot be opened.',
      details: { assetId: block.assetId, count, threshold: block.threshold },
    })
}
