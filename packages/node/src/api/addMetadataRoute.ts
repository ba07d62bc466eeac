import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { metadataCidOf, parseMetadata, SaharaError } from '@sahara/protocol'
import type { Hex } from 'viem'
import { answers } from './answers.ts'
import type { NodeContext } from './nodeContext.ts'
import { assetIdParameter } from './schemas.ts'

const document = { schema: z.record(z.string(), z.unknown()) }

const route = createRoute({
  method: 'get',
  path: '/assets/{id}/metadata',
  tags: ['Assets'],
  summary: 'The metadata document, byte for byte as it was published.',
  description:
    'Croissant for datasets, the fields of a model card for models, an A2A ' +
    'card for agents, CodeMeta for algorithms; see specs/metadata.md.',
  request: {
    params: z.object({ id: assetIdParameter }),
    query: z.object({
      version: z.coerce
        .number()
        .int()
        .min(1)
        .max(2 ** 31 - 1)
        .optional()
        .describe('The newest unless told.'),
    }),
  },
  responses: {
    ...answers(document.schema, 'The document.'),
    200: {
      description: 'The document.',
      content: {
        'application/ld+json': document,
        'application/json': document,
      },
    },
  },
})

/** `/assets/{id}/metadata`, which tools of the standards load by its address. */
export function addMetadataRoute(
  api: OpenAPIHono,
  { database, blobs }: Pick<NodeContext, 'database' | 'blobs'>,
): void {
  api.openapi(route, async (c) => {
    const { id: assetId } = c.req.valid('param')
    const { rows } = await database.query<{ version: number; metadata: Hex }>(
      `select version, metadata from versions
       where asset_id = $1 and ($2::int is null or version = $2)
       order by version desc limit 1`,
      [assetId, c.req.valid('query').version ?? null],
    )
    const [row] = rows
    if (!row)
      throw new SaharaError('No asset has this id and version.', {
        code: 'ASSET_NOT_FOUND',
        hint: 'Check both; a version counts once its block is final.',
        details: { assetId },
      })
    const bytes = await blobs.reader.get(metadataCidOf(row.metadata))
    const metadata = parseMetadata(bytes, { assetId, version: row.version })
    // Not c.json, which would write the document anew.
    return c.body(bytes.slice().buffer, 200, {
      'content-type':
        '@context' in metadata ? 'application/ld+json' : 'application/json',
      'x-content-type-options': 'nosniff',
    }) as never
  })
}
