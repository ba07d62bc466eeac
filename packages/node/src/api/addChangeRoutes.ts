import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { type Change, changePageSchema } from '@sahara/protocol/api'
import { answers } from './answers.ts'
import type { NodeContext } from './nodeContext.ts'
import { pageOf, pageParameters, placeBefore, placeOf } from './pageOf.ts'

const changes = createRoute({
  method: 'get',
  path: '/changes',
  tags: ['Governance'],
  summary: 'What votes and the guardian changed, newest first.',
  request: {
    query: z.object({
      subject: z
        .string()
        .max(100)
        .optional()
        .describe('Of one subject alone: a parameter, an asset, an account…'),
      ...pageParameters,
    }),
  },
  responses: answers(changePageSchema, 'A page of changes.'),
})

type ChangeRow = Omit<Change, 'proposalId' | 'transactionHash'> & {
  log_index: number
  transaction: string
  proposal_id: string | null
}

/** The route of changes. */
export function addChangeRoutes(
  api: OpenAPIHono,
  { database }: NodeContext,
): void {
  api.openapi(changes, async (c) => {
    const { subject, cursor, limit } = c.req.valid('query')
    const { rows } = await database.query<ChangeRow>(
      `select c.*, p.id as proposal_id from changes c
       left join proposals p on p.operation = c.operation
       where (c.block, c.log_index) < ($1, $2)
         and ($3::text is null or c.subject = $3)
       order by c.block desc, c.log_index desc limit $4`,
      [...placeBefore(cursor), subject ?? null, limit + 1],
    )
    const { items, nextCursor } = pageOf(rows, limit, placeOf)
    return c.json({ items: items.map(toChange), nextCursor }, 200)
  })
}

function toChange(row: ChangeRow): Change {
  const { type, subject, before, after, reason, block, at } = row
  return {
    ...{ type, subject, before, after, reason, block, at },
    proposalId: row.proposal_id,
    transactionHash: row.transaction,
  }
}
