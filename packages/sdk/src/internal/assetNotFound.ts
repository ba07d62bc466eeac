import { type AssetId, SaharaError } from '@sahara/protocol'

/** An id that no final block knows. */
export function assetNotFound(assetId: AssetId): SaharaError {
  return new SaharaError('No asset has this id.', {
    code: 'ASSET_NOT_FOUND',
    hint: 'Check the id; an asset counts once its block is final.',
    details: { assetId },
  })
}
