import { createHash } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'

/**
 * Gives what is read an ETag, and answers 304 to who has it already. Every
 * read is asked again (`no-cache`): the chain goes on.
 */
export const tagReads: MiddlewareHandler = async (c, next) => {
  await next()
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
  if (!isRead || c.res.status !== 200) return
  const body = new Uint8Array(await c.res.clone().arrayBuffer())
  const tag = `"${createHash('sha256').update(body).digest('base64url')}"`
  c.res.headers.set('etag', tag)
  c.res.headers.set('cache-control', 'no-cache')
  if (!isMatch(c.req.header('if-none-match'), tag)) return
  c.res.headers.delete('content-type')
  c.res = new Response(null, { status: 304 })
}

/** RFC 9110: a list of tags, compared weakly, or any. */
function isMatch(header: string | undefined, tag: string): boolean {
  const tags = header?.split(',').map((one) => one.trim().replace(/^W\//, ''))
  return tags !== undefined && (tags.includes(tag) || tags.includes('*'))
}
