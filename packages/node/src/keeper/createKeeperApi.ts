import { getConnInfo } from '@hono/node-server/conninfo'
import type { Clock, Logger } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import {
  depositBodySchema,
  handOverBodySchema,
  type KeeperInfo,
  requestBodySchema,
  shredBodySchema,
} from '@sahara/vault'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { z } from 'zod'
import { toProblem } from '../api/toProblem.ts'
import { checkRate } from './checkRate.ts'
import { clientKeyOf } from './clientKeyOf.ts'
import type { Keeper } from './createKeeper.ts'
import { createRateLimiter } from './createRateLimiter.ts'
import type { KeeperOptions } from './options.ts'

const maxBodyBytes = 65_536

/** The HTTP API of a keeper; see specs/key-shares.md. */
export function createKeeperApi(parameters: {
  keeper: Keeper
  info: () => KeeperInfo
  logger: Logger
  clock: Clock
  options: Pick<
    KeeperOptions,
    'trustProxy' | 'depositsPerMinute' | 'requestsPerMinute'
  >
}): Hono {
  const { keeper, info, logger, clock, options } = parameters
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
            hint: 'A message to a keeper has 64 KiB at most.',
            details: { maxBodyBytes },
          }),
        ),
    }),
  )
  const limit = (perMinute: number): MiddlewareHandler => {
    const limiter = createRateLimiter({ clock, perMinute })
    return async (c, next) => {
      checkRate(limiter, clientOf(c, options.trustProxy))
      await next()
    }
  }
  const asking = limit(options.requestsPerMinute)
  app.use('/v1/deposits', limit(options.depositsPerMinute))
  app.use('/v1/requests', asking)
  app.use('/v1/handovers', asking)
  app.use('/v1/shreds', asking)
  app.use('/v1/info', asking)
  app.get('/health', (c) => c.json({ status: 'ok' }))
  app.get('/v1/info', (c) => c.json(info()))
  app.post('/v1/deposits', async (c) =>
    c.json(await keeper.deposit(await readBody(c, depositBodySchema))),
  )
  app.post('/v1/requests', async (c) =>
    c.json(await keeper.release(await readBody(c, requestBodySchema))),
  )
  app.post('/v1/handovers', async (c) =>
    c.json(await keeper.takeOver(await readBody(c, handOverBodySchema))),
  )
  app.post('/v1/shreds', async (c) =>
    c.json(await keeper.shred(await readBody(c, shredBodySchema))),
  )
  app.notFound(() =>
    toProblem(
      new SaharaError('No such endpoint.', {
        code: 'ROUTE_NOT_FOUND',
        hint: 'See specs/key-shares.md.',
      }),
    ),
  )
  app.onError((error) => {
    if (!SaharaError.isInstance(error) || error.code === 'INTERNAL')
      logger.error({ err: error }, 'a request failed')
    const problem = toProblem(error)
    if (SaharaError.isInstance(error) && error.code === 'KEEPER_BUSY')
      problem.headers.set(
        'retry-after',
        String(error.details.retryAfterSeconds),
      )
    return problem
  })
  return app
}

/** Who asks, as far as rates go. */
function clientOf(c: Context, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('x-forwarded-for') : undefined
  // The last entry is the proxy's own; what stands before it anyone can write.
  const address =
    forwarded?.split(',').at(-1)?.trim() ?? getConnInfo(c).remote.address
  return clientKeyOf(address ?? '')
}

async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const body: unknown = await c.req.json().catch(() => undefined)
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new SaharaError(
    `The body is malformed: ${z.prettifyError(parsed.error)}`,
    { code: 'INPUT_INVALID', hint: 'See specs/key-shares.md for its form.' },
  )
}
