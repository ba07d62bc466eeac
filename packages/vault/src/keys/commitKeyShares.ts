import { SaharaError } from '@sahara/protocol'
import { keyCommitmentOf, shareHashOf } from './commitments.ts'
import type { CommittedKeys } from './commitmentTree.ts'
import type { KeyShare } from './splitContentKey.ts'

/**
 * The public side of a content key that was split: commitments to the key and
 * to each key share with the keeper it is for.
 *
 * @throws {SaharaError} `INPUT_INVALID` unless each key share has a keeper of
 *   its own
 */
export function commitKeyShares(parameters: {
  assetId: string
  version: number
  /** CID of the manifest. */
  manifest: string
  threshold: number
  key: Uint8Array
  shares: readonly KeyShare[]
  /** As many as `shares`: the first keeper is to hold the first share. */
  keepers: readonly {
    address: string
    /** The registration the share is meant for, from the chain. */
    epoch: number | bigint
  }[]
}): CommittedKeys {
  const { assetId, version, manifest, threshold, key, shares } = parameters
  const keepers = parameters.keepers.map(({ address, epoch }) => ({
    keeper: address.toLowerCase(),
    epoch: Number(epoch),
  }))
  const distinct = new Set(keepers.map(({ keeper }) => keeper))
  if (distinct.size !== shares.length || keepers.length !== shares.length)
    throw new SaharaError('Each key share needs a keeper of its own.', {
      code: 'INPUT_INVALID',
      hint: 'Give as many keepers as key shares, each once.',
      details: { keepers: distinct.size, shares: shares.length },
    })
  return {
    assetId,
    version,
    manifest,
    threshold,
    keyCommitment: keyCommitmentOf({ assetId, version, key }),
    keyShares: keepers.flatMap((keeper, i) => {
      const share = shares[i]
      if (share === undefined) return []
      const { index, value } = share
      const hash = shareHashOf({ assetId, version, index, value })
      return { index, ...keeper, hash }
    }),
  }
}
