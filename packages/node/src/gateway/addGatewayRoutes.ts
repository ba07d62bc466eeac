import type { OpenAPIHono } from '@hono/zod-openapi'
import { SaharaError } from '@sahara/protocol'
import { type BlobReader, exportCar } from '@sahara/vault'
import type { Context } from 'hono'
import { stream } from 'hono/streaming'
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

/**
 * The IPFS trustless gateway: blocks and CAR archives by CID, which the
 * client verifies. `Cache-Control: only-if-cached` keeps it from asking peers.
 */
export function addGatewayRoutes(app: OpenAPIHono, blobs: BlobGateway): void {
  app.get('/ipfs/:cid', async (c) => {
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
