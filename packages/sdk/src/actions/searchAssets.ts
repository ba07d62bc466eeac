import type { Kind } from '@sahara/protocol'
import { z } from 'zod'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

export type SearchAssetsParameters = {
  query?: string | undefined
  kind?: Kind | undefined
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

const schema = z.looseObject({
  items: z.array(
    z.looseObject({
      assetId: z.string(),
      title: z.string(),
      kind: z.string(),
    }),
  ),
  nextCursor: z.string().nullish(),
})

export type SearchAssetsReturnType = z.infer<typeof schema>

/**
 * A page of the node's catalogue.
 *
 * @throws {SaharaError} `NODE_UNREACHABLE`
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
  return requestNode(client, `/assets?${search}`, schema)
}
