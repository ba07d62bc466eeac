import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { SaharaError } from '@sahara/protocol'
import { type BlobReader, exportCar } from '@sahara/vault'
import type { Context } from 'hono'
import { stream } from 'hono/streaming'
import { problem } from '../api/answers.ts'
import { bytesSchema } from '../api/schemas.ts'
import type { BlobGateway } from './createBlobGateway.ts'

const types = {
  raw: 'application/vnd.ipld.raw',
  car: 'application/vnd.ipld.car; version=1; order=dfs; dups=n',
} as const

type Format = keyof typeof types

function formatOf(c: Context): Format {
  const accept = c.req.header('accept') ?? ''
  const format =
    c.req.query('format') ??
    (accept.includes('application/vnd.ipld.car')
      ? 'car'
      : accept.includes('application/vnd.ipld.raw')
        ? 'raw'
        : undefined)
  if (format === 'raw' || format === 'car') return format
  throw new SaharaError('This gateway serves blocks and archives only.', {
    code: 'INPUT_INVALID',
    hint: 'Ask with ?format=raw or ?format=car.',
  })
}

const route = createRoute({
  method: 'get',
  path: '/ipfs/{cid}',
  tags: ['Blobs'],
  summary: 'IPFS trustless gateway: a block, or a file as a CAR archive.',
  description:
    'The format may be asked for by `Accept` instead. With `Cache-Control: ' +
    'only-if-cached` the node looks into its own store only.',
  request: {
    params: z.object({ cid: z.string().max(200) }),
    query: z.object({ format: z.enum(['raw', 'car']).optional() }),
  },
  responses: {
    200: {
      description: 'To be verified against the CID.',
      content: {
        'application/vnd.ipld.raw': { schema: bytesSchema },
        'application/vnd.ipld.car': { schema: bytesSchema },
      },
    },
    304: { description: 'The client has it already.' },
    default: problem,
  },
})

/**
 * The IPFS trustless gateway: blocks and CAR archives by CID, which the
 * client verifies. `Cache-Control: only-if-cached` keeps it from asking peers.
 */
export function addGatewayRoutes(app: OpenAPIHono, blobs: BlobGateway): void {
  app.openAPIRegistry.registerPath(route)
  app.get(route.getRoutingPath(), async (c) => {
    const cid = c.req.param('cid')
    const format = formatOf(c)
    const held = c.req.header('cache-control')?.includes('only-if-cached')
    const reader: BlobReader = held ? blobs.store : blobs.reader
    const root = await reader.get(cid)
    const etag = format === 'raw' ? `"${cid}"` : `W/"${cid}.car"`
    c.header('etag', etag)
    c.header('cache-control', 'public, max-age=29030400, immutable')
    c.header('x-ipfs-path', `/ipfs/${cid}`)
    if (c.req.header('if-none-match') === etag) return c.body(null, 304)
    c.header('content-type', types[format])
    c.header(
      'content-disposition',
      `attachment; filename="${cid}.${format === 'raw' ? 'bin' : 'car'}"`,
    )
    c.header('x-content-type-options', 'nosniff')
    c.header('vary', 'accept')
    if (format === 'raw') {
      c.header('content-length', String(root.length))
      return c.body(root.slice().buffer)
    }
    if (c.req.method === 'HEAD') return c.body(null)
    const controller = new AbortController()
    return stream(c, async (out) => {
      out.onAbort(() => controller.abort())
      for await (const part of exportCar(reader, cid, {
        signal: controller.signal,
      }))
        await out.write(part)
    })
  })
}
