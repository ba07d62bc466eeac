import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  idAccountOf,
  idOfIdAccount,
  perpetual,
  type Right,
  rights,
} from '@sahara/protocol'
import {
  type Expiries,
  holdersSchema,
  licencesSchema,
} from '@sahara/protocol/api'
import { answers } from './answers.ts'
import { kindOf, readAssets, toSummary } from './assetRows.ts'
import type { NodeContext } from './nodeContext.ts'
import { idPageParameters, pageOf } from './pageOf.ts'
import { accountParameter, assetIdParameter } from './schemas.ts'

const licences = createRoute({
  method: 'get',
  path: '/accounts/{account}/licences',
  tags: ['Accounts'],
  summary:
    'The access an account was sold or granted, and what it shares of its Sahara ID.',
  request: {
    params: z.object({ account: accountParameter }),
    query: z.object(idPageParameters),
  },
  responses: answers(licencesSchema, 'One item an asset.'),
})

const holders = createRoute({
  method: 'get',
  path: '/assets/{id}/holders',
  tags: ['Assets'],
  summary: 'Who holds licences of an asset, by address.',
  request: {
    params: z.object({ id: assetIdParameter }),
    query: z.object(idPageParameters),
  },
  responses: answers(holdersSchema, 'A page of accounts and Sahara IDs.'),
})

const order: Right[] = ['download', 'compute', 'derive', 'infer']

/** Four expiry hours of 32 bits, as Unix seconds by right. */
function expiriesOf(slot: bigint): Expiries {
  return Object.fromEntries(
    order.flatMap((right) => {
      const shift = BigInt(Math.log2(rights[right]) * 32)
      const hour = Number((slot >> shift) & 0xffff_ffffn)
      if (hour === 0) return []
      return [[right, hour === perpetual ? null : hour * 3_600]]
    }),
  )
}

/** A packed slot: what was sold, and above it what was granted. */
function toAccess(slot: string | null) {
  const value = BigInt(slot ?? 0)
  return { sold: expiriesOf(value), granted: expiriesOf(value >> 128n) }
}

type NamedId = { id: number; handle: string }

/** The routes that tell who holds what. */
export function addLicenceRoutes(api: OpenAPIHono, context: NodeContext): void {
  const { database } = context

  api.openapi(licences, async (c) => {
    const { account } = c.req.valid('param')
    const { cursor = '', limit } = c.req.valid('query')
    const { rows: ids } = await database.query<NamedId>(
      `select id, handle from ids where owner = $1
       or id = (select id from id_accounts where account = $1)`,
      [account],
    )
    const [own] = ids
    const { rows } = await database.query<{
      asset_id: string
      slot: string | null
      shared: string | null
    }>(
      `select asset_id,
         max(slot) filter (where account = $1)::text as slot,
         max(slot) filter (where account = $2)::text as shared
       from access
       where account in ($1, $2) and slot > 0 and asset_id > $3
       group by asset_id order by asset_id limit $4`,
      [account, own ? idAccountOf(own.id) : '', cursor, limit + 1],
    )
    const page = pageOf(rows, limit, (row) => row.asset_id)
    const assets = await readAssets(context, 'where a.id = any($1)', [
      page.items.map((row) => row.asset_id),
    ])
    const known = new Map(assets.map((row) => [row.id, row]))
    const items = page.items.flatMap(({ asset_id: assetId, slot, shared }) => {
      const row = known.get(assetId)
      if (!row) return []
      return [
        {
          assetId,
          title: toSummary(row).title,
          kind: kindOf(row),
          ...toAccess(slot),
          shared: own && shared ? { ...own, ...toAccess(shared) } : null,
        },
      ]
    })
    return c.json({ items, nextCursor: page.nextCursor }, 200)
  })

  api.openapi(holders, async (c) => {
    const { id } = c.req.valid('param')
    const { cursor = '', limit } = c.req.valid('query')
    const { rows } = await database.query<{ account: string; slot: string }>(
      `select account, slot from access
       where asset_id = $1 and slot > 0 and account > $2
       order by account limit $3`,
      [id, cursor, limit + 1],
    )
    const page = pageOf(rows, limit, ({ account }) => account)
    const numbers = page.items.flatMap(
      ({ account }) => idOfIdAccount(account) ?? [],
    )
    const { rows: ids } = await database.query<NamedId>(
      'select id, handle from ids where id = any($1)',
      [numbers],
    )
    const named = new Map(ids.map((one) => [one.id, one]))
    const items = page.items.map(({ account, slot }) => ({
      account,
      id: named.get(idOfIdAccount(account) ?? 0) ?? null,
      ...toAccess(slot),
    }))
    return c.json({ items, nextCursor: page.nextCursor }, 200)
  })
}
