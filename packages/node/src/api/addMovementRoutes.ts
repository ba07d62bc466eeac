import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { movementPageSchema } from '@sahara/protocol/api'
import { answers } from './answers.ts'
import { readMovements } from './movements.ts'
import type { NodeContext } from './nodeContext.ts'
import { pageParameters } from './pageOf.ts'
import { accountParameter } from './schemas.ts'

const movements = createRoute({
  method: 'get',
  path: '/accounts/{account}/movements',
  tags: ['Accounts'],
  summary: 'All that moved the SAHARA of an account, each with its cause.',
  description:
    'Also of contracts: the timelock is the treasury, and each asset has a splitter for royalties of resale.',
  request: {
    params: z.object({ account: accountParameter }),
    query: z.object(pageParameters),
  },
  responses: answers(movementPageSchema, 'A page, newest first.'),
})

/** The route of movements. */
export function addMovementRoutes(
  api: OpenAPIHono,
  context: NodeContext,
): void {
  api.openapi(movements, async (c) => {
    const { account } = c.req.valid('param')
    const page = c.req.valid('query')
    return c.json(await readMovements(context, account, page), 200)
  })
}
