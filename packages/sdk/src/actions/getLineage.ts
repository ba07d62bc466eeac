import { type Lineage, lineageSchema } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

export type GetLineageReturnType = Lineage

/**
 * Ancestors and descendants of an asset, from the node.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`, `ASSET_NOT_FOUND`
 */
export async function getLineage(
  client: SaharaClient,
  parameters: { assetId: string },
): Promise<GetLineageReturnType> {
  return requestNode(
    client,
    `/assets/${encodeURIComponent(parameters.assetId)}/lineage`,
    lineageSchema,
  )
}
