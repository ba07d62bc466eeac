import type { Kind } from '@sahara/protocol'
import { type AssetPage, assetPageSchema } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

export type SearchAssetsParameters = {
  /** Words of the metadata, or the first digits of an id. */
  query?: string | undefined
  kind?: Kind | undefined
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

export type SearchAssetsReturnType = AssetPage

/**
 * A page of the node's catalogue.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`
 */
export async function searchAssets(
  client: SaharaClient,
  parameters: SearchAssetsParameters,
): Promise<SearchAssetsReturnType> {
  const { query, kind, cursor, limit } = parameters
  const search = new URLSearchParams()
  if (query) search.set('q', query)
  if (kind) search.set('kind', kind)
  if (cursor) search.set('cursor', cursor)
  if (limit !== undefined) search.set('limit', String(limit))
  return requestNode(client, `/assets?${search}`, assetPageSchema)
}
