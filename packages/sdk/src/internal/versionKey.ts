import type { AssetId } from '@sahara/protocol'

/** Names the transaction that adds a version. */
export function versionKey(assetId: AssetId, version: number): string {
  return `version:${assetId}:${version}`
}
