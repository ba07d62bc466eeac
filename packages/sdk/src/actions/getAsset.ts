import { type Asset, assetSchema } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

export type GetAssetReturnType = Asset

/**
 * An asset with its metadata, offers, versions and totals, from the node.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`, `ASSET_NOT_FOUND`
 */
export async function getAsset(
  client: SaharaClient,
  parameters: { assetId: string },
): Promise<GetAssetReturnType> {
  return requestNode(
    client,
    `/assets/${encodeURIComponent(parameters.assetId)}`,
    assetSchema,
  )
}
