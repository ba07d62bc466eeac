import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { describePolicy, SaharaError } from '@sahara/protocol'
import { membershipAbi } from '@sahara/protocol/abis'
import { policyMemberPageSchema, policySchema } from '@sahara/protocol/api'
import type { Address } from 'viem'
import { answers } from './answers.ts'
import type { NodeContext } from './nodeContext.ts'
import { idPageParameters, pageOf } from './pageOf.ts'
import { readRules } from './policyRows.ts'
import { accountParameter } from './schemas.ts'

const params = z.object({
  policy: accountParameter.openapi({ description: 'Address of the policy.' }),
})

const show = createRoute({
  method: 'get',
  path: '/policies/{policy}',
  tags: ['Policies'],
  summary: 'What a policy asks of who buys.',
  request: { params },
  responses: answers(policySchema, 'Its rules, and in words.'),
})

const members = createRoute({
  method: 'get',
  path: '/policies/{policy}/members',
  tags: ['Policies'],
  summary: 'Who is on the list that a policy is, by address.',
  request: { params, query: z.object(idPageParameters) },
  responses: answers(policyMemberPageSchema, 'A page of accounts.'),
})

/** The routes under /policies. */
export function addPolicyRoutes(api: OpenAPIHono, context: NodeContext): void {
  const { database, chain } = context

  async function readPolicy(policy: string) {
    const rules = await readRules(context, policy)
    const isForeign = rules[0]?.kind === 'foreign'
    if (isForeign && !(await chain.getCode({ address: policy as Address })))
      throw new SaharaError('There is no policy at this address.', {
        code: 'POLICY_NOT_FOUND',
        hint: 'Check the address; a policy counts once its block is final.',
        details: { policy },
      })
    return rules
  }

  /** Of a list; ownership can be handed over, so the chain is asked. */
  async function readList(policy: string) {
    const { rows } = await database.query<{ count: number }>(
      'select count(*)::int as count from policy_members where policy = $1',
      [policy],
    )
    const owner = await chain.readContract({
      address: policy as Address,
      abi: membershipAbi,
      functionName: 'owner',
    })
    return { members: rows[0]?.count ?? 0, owner: owner.toLowerCase() }
  }

  api.openapi(show, async (c) => {
    const { policy } = c.req.valid('param')
    const rules = await readPolicy(policy)
    const list =
      rules[0]?.kind === 'membership'
        ? await readList(policy)
        : { members: null, owner: null }
    return c.json({ policy, text: describePolicy(rules), rules, ...list }, 200)
  })

  api.openapi(members, async (c) => {
    const { policy } = c.req.valid('param')
    const { cursor = '', limit } = c.req.valid('query')
    await readPolicy(policy)
    const { rows } = await database.query<{ account: string; since: number }>(
      `select account, at as since from policy_members
       where policy = $1 and account > $2 order by account limit $3`,
      [policy, cursor, limit + 1],
    )
    return c.json(
      pageOf(rows, limit, ({ account }) => account),
      200,
    )
  })
}
