import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { SaharaError } from '@sahara/protocol'
import {
  locationListPageSchema,
  locationListSchema,
} from '@sahara/protocol/api'
import { answers } from '../api/answers.ts'
import { serialPageParameters } from '../api/pageOf.ts'
import { assetIdParameter } from '../api/schemas.ts'
import type { Locations } from './createLocations.ts'

const put = createRoute({
  method: 'put',
  path: '/locations',
  tags: ['Blobs'],
  summary: 'Stores where the blobs of a version lie, signed by its owner.',
  description:
    'Replaces a list of lower sequence. Peers of this node take it over.',
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: locationListSchema } },
    },
  },
  responses: answers(locationListSchema, 'The list is stored.'),
})

const show = createRoute({
  method: 'get',
  path: '/assets/{id}/versions/{version}/locations',
  tags: ['Blobs'],
  summary: 'Where the blobs of a version lie, as its owner signed it.',
  request: {
    params: z.object({
      id: assetIdParameter,
      version: z.coerce
        .number()
        .int()
        .min(1)
        .max(2 ** 31 - 1),
    }),
  },
  responses: answers(locationListSchema, 'The newest list.'),
})

const list = createRoute({
  method: 'get',
  path: '/locations',
  tags: ['Blobs'],
  summary: 'All location lists, in the order in which they came.',
  request: { query: z.object(serialPageParameters) },
  responses: answers(locationListPageSchema, 'A page of lists.'),
})

/** Location lists; see specs/location-lists.md. */
export function addLocationRoutes(
  api: OpenAPIHono,
  { locations }: { locations: Locations },
): void {
  api.openapi(put, async (c) => {
    const given = c.req.valid('json')
    await locations.accept(given)
    return c.json(given, 200)
  })

  api.openapi(show, async (c) => {
    const { id: assetId, version } = c.req.valid('param')
    const found = await locations.find(assetId, version)
    if (found) return c.json(found.list, 200)
    throw new SaharaError('No location list of this version is known.', {
      code: 'LOCATIONS_NOT_FOUND',
      hint: 'Ask the peers of this node for the blobs instead.',
      details: { assetId, version },
    })
  })

  api.openapi(list, (c) => {
    const { cursor, limit } = c.req.valid('query')
    return c.json(locations.page(Number(cursor ?? 0), limit), 200)
  })
}
