import type { AssetId } from '@sahara/protocol'

/** Names the transaction that publishes an asset. */
export function publicationKey(assetId: AssetId): string {
  return `publish:${assetId}`
}
