import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { addresses, SaharaError } from '@sahara/protocol'
import { faucetAnswerSchema, statusSchema } from '@sahara/protocol/api'
import type { Address } from 'viem'
import { answers } from './answers.ts'
import { isReady } from './isReady.ts'
import type { NodeContext } from './nodeContext.ts'
import { accountParameter, idempotencyHeader } from './schemas.ts'

const status = createRoute({
  method: 'get',
  path: '/status',
  tags: ['Network'],
  summary: 'How far this node is.',
  responses: answers(statusSchema, 'The state of the node.'),
})

const faucet = createRoute({
  method: 'post',
  path: '/faucet',
  tags: ['Network'],
  summary: 'Gives an account SAHARA and gas; local chains only.',
  request: {
    headers: idempotencyHeader,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.object({ account: accountParameter }),
        },
      },
    },
  },
  responses: answers(faucetAnswerSchema, 'Both transfers are final.'),
})

/** /status and /faucet. */
export function addNetworkRoutes(api: OpenAPIHono, context: NodeContext): void {
  api.openapi(status, (c) => {
    const { cursor, finalBlock, problem } = context.indexer.state()
    return c.json(
      {
        chainId: context.chainId,
        addresses,
        block: cursor?.block ?? null,
        finalBlock: finalBlock ?? null,
        ready: isReady(context),
        problem: problem?.code ?? null,
        origins: context.sessions.origins,
        faucet: context.faucet !== undefined,
      },
      200,
    )
  })

  api.openapi(faucet, async (c) => {
    const { account } = c.req.valid('json')
    if (!context.faucet)
      throw new SaharaError('This node has no faucet.', {
        code: 'NODE_FAUCET_REFUSED',
        hint: 'Only local chains give SAHARA away; get some from someone who holds it.',
      })
    const given = await context.faucet(account as Address)
    return c.json(
      {
        token: given.token.toString(),
        native: given.native.toString(),
        transactionHashes: given.transactionHashes,
      },
      200,
    )
  })
}
