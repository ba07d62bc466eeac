import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  type Challenge,
  challengesSchema,
  keepersSchema,
} from '@sahara/protocol/api'
import { answers } from './answers.ts'
import type { NodeContext } from './nodeContext.ts'
import {
  idPageParameters,
  pageOf,
  pageParameters,
  placeBefore,
  placeOf,
} from './pageOf.ts'
import { accountParameter } from './schemas.ts'

const keepers = createRoute({
  method: 'get',
  path: '/keepers',
  tags: ['Network'],
  summary: 'The keepers registered on chain, and their stakes.',
  request: { query: z.object(idPageParameters) },
  responses: answers(keepersSchema, 'Those that left included.'),
})

const challenges = createRoute({
  method: 'get',
  path: '/keepers/{account}/challenges',
  tags: ['Network'],
  summary: 'What a keeper was challenged for, newest first.',
  request: {
    params: z.object({ account: accountParameter }),
    query: z.object(pageParameters),
  },
  responses: answers(challengesSchema, 'A page of challenges.'),
})

type ChallengeRow = {
  block: number
  log_index: number
  transaction: string
  at: number
  id: string
  asset_id: string
  version: number
  key_index: number
  challenger: string
  answer_by: number
  state: Challenge['state']
  penalty: string | null
  settled_transaction: string | null
  settled_at: number | null
}

/** /keepers and what belongs to one. */
export function addKeeperRoutes(api: OpenAPIHono, context: NodeContext): void {
  const { database } = context

  api.openapi(keepers, async (c) => {
    const { cursor = '', limit } = c.req.valid('query')
    const { rows } = await database.query<{
      address: string
      active: boolean
      epoch: number
      endpoint: string
      recipient: string
      stake: string
      successor: string | null
    }>('select * from keepers where address > $1 order by address limit $2', [
      cursor,
      limit + 1,
    ])
    return c.json(
      pageOf(rows, limit, ({ address }) => address),
      200,
    )
  })

  api.openapi(challenges, async (c) => {
    const { account } = c.req.valid('param')
    const { cursor, limit } = c.req.valid('query')
    const { rows } = await database.query<ChallengeRow>(
      `select * from challenges
       where keeper = $1 and (block, log_index) < ($2::bigint, $3::int)
       order by block desc, log_index desc limit $4`,
      [account, ...placeBefore(cursor), limit + 1],
    )
    const { items, nextCursor } = pageOf(rows, limit, placeOf)
    return c.json({ items: items.map(toChallenge), nextCursor }, 200)
  })
}

function toChallenge(row: ChallengeRow): Challenge {
  const { settled_at: at, settled_transaction: transactionHash } = row
  return {
    id: row.id,
    assetId: row.asset_id,
    version: row.version,
    index: row.key_index,
    challenger: row.challenger,
    at: row.at,
    answerBy: row.answer_by,
    state: row.state,
    penalty: row.penalty,
    transactionHash: row.transaction,
    settled: at && transactionHash ? { at, transactionHash } : null,
  }
}
