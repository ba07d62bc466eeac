import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { handlePattern, idAccountOf, SaharaError } from '@sahara/protocol'
import {
  contributionPageSchema,
  type Identity,
  identityPageSchema,
  identitySchema,
} from '@sahara/protocol/api'
import { answers } from './answers.ts'
import { readAssets, toSummary } from './assetRows.ts'
import type { NodeContext } from './nodeContext.ts'
import { pageOf, pageParameters, placeBefore, placeOf } from './pageOf.ts'
import { profileCidOf, readProfile } from './readProfile.ts'
import { assetIdParameter } from './schemas.ts'

const idParameter = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine(
    (text) =>
      /^[1-9][0-9]{0,14}$|^0x[0-9a-f]{40}$/.test(text) ||
      handlePattern.test(text),
  )
  .openapi({
    type: 'string',
    description:
      'Number, handle, or the address of an owner or linked account.',
  })

const params = z.object({ id: idParameter })

const list = createRoute({
  method: 'get',
  path: '/ids',
  tags: ['IDs'],
  summary: 'Sahara IDs by the first letters of their handle.',
  request: {
    query: z.object({
      handle: z
        .string()
        .max(31)
        .regex(/^[a-z0-9-]*$/)
        .default(''),
      cursor: z
        .string()
        .regex(handlePattern)
        .optional()
        .describe('nextCursor of the page before.'),
      limit: pageParameters.limit,
    }),
  },
  responses: answers(identityPageSchema, 'A page, by handle.'),
})

const show = createRoute({
  method: 'get',
  path: '/ids/{id}',
  tags: ['IDs'],
  summary: 'A Sahara ID with profile, accounts, recipients and guardians.',
  request: { params },
  responses: answers(identitySchema, 'The ID.'),
})

const history = createRoute({
  method: 'get',
  path: '/ids/{id}/contributions',
  tags: ['IDs'],
  summary: 'What an ID contributed, newest first; attested and accepted.',
  request: { params, query: z.object(pageParameters) },
  responses: answers(contributionPageSchema, 'A page of contributions.'),
})

const ofAsset = createRoute({
  method: 'get',
  path: '/assets/{id}/contributions',
  tags: ['Assets'],
  summary: 'Who contributed to an asset, newest first.',
  request: {
    params: z.object({ id: assetIdParameter }),
    query: z.object(pageParameters),
  },
  responses: answers(contributionPageSchema, 'A page of contributions.'),
})

type IdRow = {
  id: number
  handle: string
  owner: string
  profile: string
  at: number
  guardianship: Identity['guardianship']
  new_owner: string | null
  ready_at: number | null
}

type ContributionRow = { block: number; log_index: number } & {
  id: string
  asset_id: string
  version: number
  contributor: number
  handle: string
  role: string
  evidence: string
  attester: string
  at: number
  accepted_at: number | null
}

/** The routes under /ids, and who contributed to an asset. */
export function addIdRoutes(api: OpenAPIHono, context: NodeContext): void {
  const { database, blobs } = context
  const query = async <Row>(sql: string, values: unknown[]) =>
    (await database.query<Row>(sql, values)).rows

  async function readId(key: string): Promise<IdRow> {
    const [row] = await query<IdRow>(
      `select * from ids where handle = $1 or id::text = $1 or owner = $1
       or id = (select id from id_accounts where account = $1)`,
      [key],
    )
    if (row) return row
    throw new SaharaError('No Sahara ID has this number, handle or account.', {
      code: 'ID_NOT_FOUND',
      hint: 'Check it; an ID counts once its block is final.',
      details: { id: key },
    })
  }

  async function contributions(
    where: 'c.asset_id' | 'c.contributor',
    value: string | number,
    page: { cursor?: string | undefined; limit: number },
  ) {
    const rows = await query<ContributionRow>(
      `select c.*, i.handle from contributions c
       join ids i on i.id = c.contributor
       where ${where} = $1 and (c.block, c.log_index) < ($2, $3)
       order by c.block desc, c.log_index desc limit $4`,
      [value, ...placeBefore(page.cursor), page.limit + 1],
    )
    const { items, nextCursor } = pageOf(rows, page.limit, placeOf)
    const assets = await readAssets(context, 'where a.id = any($1)', [
      items.map((row) => row.asset_id),
    ])
    const titles = new Map(assets.map((row) => [row.id, toSummary(row).title]))
    return {
      items: items.map((row) => ({
        contributionId: row.id,
        assetId: row.asset_id,
        title: titles.get(row.asset_id) ?? row.asset_id,
        version: row.version,
        contributor: row.contributor,
        handle: row.handle,
        role: row.role,
        evidence: row.evidence,
        attester: row.attester,
        attestedAt: row.at,
        acceptedAt: row.accepted_at,
      })),
      nextCursor,
    }
  }

  api.openapi(list, async (c) => {
    const { handle, cursor, limit } = c.req.valid('query')
    const rows = await query<IdRow>(
      `select * from ids where starts_with(handle, $1) and handle > $2
       order by handle limit $3`,
      [handle, cursor ?? '', limit + 1],
    )
    const page = pageOf(rows, limit, (row) => row.handle)
    return c.json({ ...page, items: page.items.map(toIdSummary) }, 200)
  })

  api.openapi(show, async (c) => {
    const row = await readId(c.req.valid('param').id)
    const recipients = await query<{ recipient: string; since: number }>(
      `select recipient, at as since from id_recipients where id = $1
       order by index`,
      [row.id],
    )
    const approvals = await query<Identity['approvals'][number]>(
      `select guardian, new_owner as "newOwner", at from recovery_approvals
       where id = $1 order by at, guardian, new_owner`,
      [row.id],
    )
    const accounts = await query<{ account: string; linkedAt: number }>(
      `select account, at as "linkedAt" from id_accounts where id = $1
       order by at, account`,
      [row.id],
    )
    return c.json(
      {
        ...toIdSummary(row),
        account: idAccountOf(row.id),
        profileCid: profileCidOf(row.profile),
        profile: await readProfile(blobs, row.profile),
        recipient: recipients.at(-1)?.recipient ?? '',
        accounts,
        recipients,
        guardianship: row.guardianship,
        approvals,
        recovery:
          row.new_owner === null
            ? null
            : { newOwner: row.new_owner, readyAt: row.ready_at ?? 0 },
      },
      200,
    )
  })

  api.openapi(history, async (c) => {
    const { id } = await readId(c.req.valid('param').id)
    const page = c.req.valid('query')
    return c.json(await contributions('c.contributor', id, page), 200)
  })

  api.openapi(ofAsset, async (c) => {
    const { id } = c.req.valid('param')
    const page = c.req.valid('query')
    return c.json(await contributions('c.asset_id', id, page), 200)
  })
}

function toIdSummary({ id, handle, owner, at }: IdRow) {
  return { id, handle, owner, registeredAt: at }
}
