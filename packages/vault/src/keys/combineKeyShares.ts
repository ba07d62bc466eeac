import { SaharaError } from '@sahara/protocol'
import { combine } from 'shamir-secret-sharing'
import { keyCommitmentOf, shareHashOf } from './commitments.ts'
import type { CommittedKeys } from './commitmentTree.ts'
import type { KeyShare } from './splitContentKey.ts'

/**
 * The content key from key shares, each checked against its commitment. Wrong
 * key shares are left out, and named when too few right ones remain.
 *
 * @returns 32 bytes
 * @throws {SaharaError} `KEY_SHARES_TOO_FEW` with the `wrong` indexes,
 *   `KEY_COMMITMENT_MISMATCH` when the publisher committed to another key
 */
export async function combineKeyShares(parameters: {
  shares: readonly KeyShare[]
  block: CommittedKeys
}): Promise<Uint8Array> {
  const { shares, block } = parameters
  const { assetId, version, threshold } = block
  const good = new Map<number, Uint8Array>()
  const wrong: number[] = []
  for (const { index, value } of shares) {
    const committed = block.keyShares.find((share) => share.index === index)
    if (committed?.hash === shareHashOf({ assetId, version, index, value }))
      good.set(index, value)
    else wrong.push(index)
  }
  if (good.size < threshold)
    throw new SaharaError(
      `${good.size} of the ${threshold} needed key shares are right.`,
      {
        code: 'KEY_SHARES_TOO_FEW',
        hint: 'Ask more keepers; those of the wrong indexes lied or are damaged.',
        details: { assetId, version, threshold, wrong: wrong.join(',') },
      },
    )
  const key = await combineValues([...good.values()])
  if (
    key === undefined ||
    keyCommitmentOf({ assetId, version, key }) !== block.keyCommitment
  )
    throw new SaharaError(
      'The key shares meet their commitments, but the key does not.',
      {
        code: 'KEY_COMMITMENT_MISMATCH',
        hint: 'The publisher split another key than the one they committed to.',
        details: { assetId, version },
      },
    )
  return key
}

/** Undefined when the values cannot belong to one key. */
async function combineValues(
  values: Uint8Array[],
): Promise<Uint8Array | undefined> {
  try {
    return await combine(values)
  } catch {
    return undefined
  }
}
