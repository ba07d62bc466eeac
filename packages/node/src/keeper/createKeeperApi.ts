import type { Logger } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import {
  depositBodySchema,
  type KeeperInfo,
  requestBodySchema,
} from '@sahara/vault'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { z } from 'zod'
import { toProblem } from '../api/toProblem.ts'
import type { Keeper } from './createKeeper.ts'

const maxBodyBytes = 65_536

/** The HTTP API of a keeper; see specs/key-shares.md. */
export function createKeeperApi(parameters: {
  keeper: Keeper
  info: KeeperInfo
  logger: Logger
}): Hono {
  const { keeper, info, logger } = parameters
  const app = new Hono()
  // Every request is signed and there are no cookies: any page may ask.
  app.use(cors())
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () =>
        toProblem(
          new SaharaError('The body is too large.', {
            code: 'BLOB_TOO_LARGE',
            details: { maxBodyBytes },
          }),
        ),
    }),
  )
  app.get('/health', (c) => c.json({ status: 'ok' }))
  app.get('/v1/info', (c) => c.json(info))
  app.post('/v1/deposits', async (c) =>
    c.json(await keeper.deposit(await readBody(c, depositBodySchema))),
  )
  app.post('/v1/requests', async (c) =>
    c.json(await keeper.release(await readBody(c, requestBodySchema))),
  )
  app.notFound(() =>
    toProblem(
      new SaharaError('No such endpoint.', { code: 'ROUTE_NOT_FOUND' }),
    ),
  )
  app.onError((error) => {
    if (!SaharaError.isInstance(error) || error.code === 'INTERNAL')
      logger.error({ error }, 'a request failed')
    return toProblem(error)
  })
  return app
}

async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const body: unknown = await c.req.json().catch(() => undefined)
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new SaharaError(
    `The body is malformed: ${z.prettifyError(parsed.error)}`,
    { code: 'INPUT_INVALID' },
  )
}
