import { z } from 'zod'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

const schema = z.looseObject({})

export type GetLineageReturnType = z.infer<typeof schema>

/**
 * Ancestors and descendants of an asset, from the node.
 *
 * @throws {SaharaError} `NODE_UNREACHABLE`, `ASSET_NOT_FOUND`
 */
export async function getLineage(
  client: SaharaClient,
  parameters: { assetId: string },
): Promise<GetLineageReturnType> {
  return requestNode(
    client,
    `/assets/${encodeURIComponent(parameters.assetId)}/lineage`,
    schema,
  )
}
