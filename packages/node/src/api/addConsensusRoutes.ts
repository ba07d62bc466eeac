import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { SaharaError } from '@sahara/protocol'
import { signedHeaderSchema, validatorPageSchema } from '@sahara/protocol/api'
import type { ConsensusRequest } from '@sahara/sdk/light'
import { answers } from './answers.ts'
import type { NodeContext } from './nodeContext.ts'

const height = z
  .string()
  .regex(/^[1-9][0-9]{0,17}$/)
  .openapi({ description: 'A height of CometBFT.' })

/** A page of CometBFT's list, which has at most that many on one. */
const page = z.string().regex(/^[1-9][0-9]{0,3}$/)
const perPage = z.string().regex(/^(?:[1-9][0-9]?|100)$/)

const commit = createRoute({
  method: 'get',
  path: '/consensus/commit',
  tags: ['Consensus'],
  summary: 'A header of CometBFT and the votes on it, for light clients.',
  request: { query: z.object({ height: height.optional() }) },
  responses: answers(signedHeaderSchema, 'Of that height, or the newest.'),
})

const validators = createRoute({
  method: 'get',
  path: '/consensus/validators',
  tags: ['Consensus'],
  summary: 'Who votes on a height, for light clients.',
  request: {
    query: z.object({
      height,
      page: page.default('1'),
      per_page: perPage.default('100'),
    }),
  },
  responses: answers(validatorPageSchema, 'A page, in the order of votes.'),
})

/**
 * The two answers of CometBFT that verification needs, and nothing else of its
 * RPC, which stays on the machine of its node.
 */
export function addConsensusRoutes(
  api: OpenAPIHono,
  { consensus }: NodeContext,
): void {
  async function ask<S extends z.ZodType>(
    schema: S,
    request: ConsensusRequest,
  ): Promise<z.output<S>> {
    if (!consensus)
      throw new SaharaError('This chain has no validators to verify with.', {
        code: 'LIGHT_NO_VALIDATORS',
        hint: 'The embedded chain is one machine, whose word is all there is. On Sahara chain, start the node with --consensus URL.',
      })
    const parsed = schema.safeParse(await consensus(request))
    if (parsed.success) return parsed.data
    throw new SaharaError('CometBFT answered in a form we do not know.', {
      code: 'CHAIN_UNREACHABLE',
      hint: 'Check that --consensus names the port `consensus` of a node of Sahara chain.',
      cause: parsed.error,
    })
  }

  api.openapi(commit, async (c) => {
    const { height } = c.req.valid('query')
    const params = height === undefined ? {} : { height }
    const answer = await ask(signedHeaderSchema, { method: 'commit', params })
    return c.json(answer, 200)
  })

  api.openapi(validators, async (c) => {
    const params = c.req.valid('query')
    const request = { method: 'validators', params } as const
    return c.json(await ask(validatorPageSchema, request), 200)
  })
}
