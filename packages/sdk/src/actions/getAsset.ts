import { z } from 'zod'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

const schema = z.looseObject({ assetId: z.string() })

export type GetAssetReturnType = z.infer<typeof schema>

/**
 * An asset with its metadata, offers, versions and totals, from the node.
 *
 * @throws {SaharaError} `NODE_UNREACHABLE`, `ASSET_NOT_FOUND`
 */
export async function getAsset(
  client: SaharaClient,
  parameters: { assetId: string },
): Promise<GetAssetReturnType> {
  return requestNode(
    client,
    `/assets/${encodeURIComponent(parameters.assetId)}`,
    schema,
  )
}
