import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  kinds,
  metadataCidOf,
  relations,
  rightsFromBits,
  SaharaError,
} from '@sahara/protocol'
import {
  assetPageSchema,
  assetSchema,
  lineageSchema,
  salesSchema,
} from '@sahara/protocol/api'
import { type Hex, zeroAddress } from 'viem'
import { answers } from './answers.ts'
import {
  type AssetRow,
  kindOf,
  readAssets,
  statusOf,
  toSummary,
} from './assetRows.ts'
import type { NodeContext } from './nodeContext.ts'
import { pageOf, pageParameters, placeBefore, placeOf } from './pageOf.ts'
import { readPolicyTexts } from './policyRows.ts'
import { readSales, saleQuery } from './saleRows.ts'
import { assetIdParameter } from './schemas.ts'

const maxLineage = 1_000

/** What is searched among ids too: an id, or the first digits of one. */
const idPattern = /^0x[0-9a-f]{4,64}$/

const list = createRoute({
  method: 'get',
  path: '/assets',
  tags: ['Assets'],
  summary:
    'Searches the catalogue, newest first; q also finds ids by their first digits.',
  request: {
    query: z.object({
      q: z.string().max(200).optional(),
      kind: z.enum(kinds).optional(),
      ...pageParameters,
    }),
  },
  responses: answers(assetPageSchema, 'A page of assets.'),
})

const params = z.object({ id: assetIdParameter })

const show = createRoute({
  method: 'get',
  path: '/assets/{id}',
  tags: ['Assets'],
  summary: 'An asset with metadata, offers, versions and totals.',
  request: { params },
  responses: answers(assetSchema, 'The asset.'),
})

const lineage = createRoute({
  method: 'get',
  path: '/assets/{id}/lineage',
  tags: ['Assets'],
  summary: 'All ancestors and descendants of an asset.',
  request: { params },
  responses: answers(lineageSchema, 'The graph around the asset.'),
})

const sales = createRoute({
  method: 'get',
  path: '/assets/{id}/sales',
  tags: ['Assets'],
  summary: 'The licences sold, newest first.',
  request: { params, query: saleQuery },
  responses: answers(salesSchema, 'A page of sales.'),
})

/** The routes under /assets. */
export function addAssetRoutes(api: OpenAPIHono, context: NodeContext): void {
  const { database } = context
  const query = async <Row>(sql: string, values: unknown[]) =>
    (await database.query<Row>(sql, values)).rows

  async function readAsset(id: string): Promise<AssetRow> {
    const [row] = await readAssets(context, 'where a.id = $1', [id])
    if (row) return row
    throw new SaharaError('No asset has this id.', {
      code: 'ASSET_NOT_FOUND',
      hint: 'Check the id; an asset counts once its block is final.',
      details: { assetId: id },
    })
  }

  api.openapi(list, async (c) => {
    const { q = '', kind, cursor, limit } = c.req.valid('query')
    const words = q.trim().toLowerCase()
    const rows = await readAssets(
      context,
      `where (a.block, a.log_index) < ($1, $2)
         and ($3 = '' or strpos(m.search, $3) > 0 or starts_with(a.id, $4))
         and ($5 = 0 or a.kind = $5)
       order by a.block desc, a.log_index desc limit $6`,
      [
        ...placeBefore(cursor),
        words,
        idPattern.test(words) ? words : null,
        kind ? kinds.indexOf(kind) + 1 : 0,
        limit + 1,
      ],
    )
    const { items, nextCursor } = pageOf(rows, limit, placeOf)
    const shown = items.filter(({ isDenied }) => !isDenied)
    return c.json({ items: shown.map(toSummary), nextCursor }, 200)
  })

  api.openapi(show, async (c) => {
    const { id } = c.req.valid('param')
    const row = await readAsset(id)
    const versions = await query<{
      version: number
      metadata: Hex
      commitment: string
      key_faulty: boolean
      shredded_at: number | null
      at: number
    }>(
      `select v.*, k.commitment is not null as key_faulty,
         s.at as shredded_at
       from versions v
       left join key_faults k on k.commitment = v.commitment
       left join shreds s on s.asset_id = v.asset_id and s.version = v.version
       where v.asset_id = $1 order by v.version`,
      [id],
    )
    const offers = await query<{
      id: string
      index: number
      rights: number
      duration_hours: number
      royalty: number
      refund_hours: number
      max_sales: number
      policy: string
      price: string
      terms: string
      closed: boolean
    }>('select * from offers where asset_id = $1 order by index', [id])
    const shares = await query<{ account: string; shares: number }>(
      `select account, balance as shares from shares
       where asset_id = $1 and balance > 0 order by balance desc, account`,
      [id],
    )
    const [totals] = await query<{
      paid: string
      fees: string
      net: string
      distributed: string
      held: string
      refunded: string
      earned: string
    }>(
      `select coalesce(sum(amount), 0)::text as paid,
         coalesce(sum(fee), 0)::text as fees,
         coalesce(max(total_net), 0)::text as net,
         (select coalesce(max(total_net), 0)::text from distributions
           where asset_id = $1) as distributed,
         (select coalesce(sum(amount), 0)::text from held_payments
           where asset_id = $1 and state = 'held') as held,
         (select coalesce(sum(amount), 0)::text from held_payments
           where asset_id = $1 and state = 'refunded') as refunded,
         (select coalesce(max(cumulative), 0)::text from credits
           where asset_id = $1) as earned
       from payments where asset_id = $1`,
      [id],
    )
    const texts = await readPolicyTexts(
      context,
      offers.map(({ policy }) => policy).filter((one) => one !== zeroAddress),
    )
    return c.json(
      {
        ...toSummary(row),
        jobId: row.job,
        metadata: row.document,
        versions: versions.map((row) => ({
          version: row.version,
          metadataCid: metadataCidOf(row.metadata),
          commitment: row.commitment,
          keyFaulty: row.key_faulty,
          shreddedAt: row.shredded_at,
          publishedAt: row.at,
        })),
        offers: offers.map((offer) => ({
          offerId: offer.id,
          index: offer.index,
          rights: rightsFromBits(offer.rights),
          durationHours: offer.duration_hours,
          royalty: offer.royalty,
          refundHours: offer.refund_hours,
          maxSales: offer.max_sales,
          policy: offer.policy === zeroAddress ? null : offer.policy,
          policyText: texts.get(offer.policy) ?? null,
          price: offer.price,
          terms: offer.terms,
          closed: offer.closed,
        })),
        shares,
        totals: {
          paid: totals?.paid ?? '0',
          fees: totals?.fees ?? '0',
          net: totals?.net ?? '0',
          distributed: totals?.distributed ?? '0',
          held: totals?.held ?? '0',
          refunded: totals?.refunded ?? '0',
          sharesEarned: totals?.earned ?? '0',
        },
      },
      200,
    )
  })

  api.openapi(lineage, async (c) => {
    const { id } = c.req.valid('param')
    await readAsset(id)
    const nodes = await readAssets(
      context,
      `where a.id in (
         with recursive up(id) as (
           select $1::text union
           select p.parent from parents p join up on p.asset_id = up.id),
         down(id) as (
           select $1::text union
           select p.asset_id from parents p join down on p.parent = down.id)
         select id from up union select id from down)
       order by a.block, a.log_index limit ${maxLineage}`,
      [id],
    )
    const ids = nodes.map((node) => node.id)
    const jobs = new Map(nodes.map((node) => [node.id, node.job]))
    const edges = await query<{
      asset_id: string
      parent: string
      relation: number
      offer_id: string
      royalty: number
    }>(
      `select p.*, o.royalty from parents p
       join offers o on o.id = p.offer_id
       where p.asset_id = any($1) and p.parent = any($1)
       order by p.asset_id, p.position`,
      [ids],
    )
    const royalties = await query<{ ancestor: string; rate: number }>(
      `select ancestor, rate from royalties where asset_id = $1
       order by position`,
      [id],
    )
    return c.json(
      {
        assetId: id,
        nodes: nodes.map((node) => ({
          assetId: node.id,
          title: toSummary(node).title,
          kind: kindOf(node),
          status: statusOf(node),
        })),
        edges: edges.map((edge) => ({
          child: edge.asset_id,
          parent: edge.parent,
          relation: relations[edge.relation] ?? relations[0],
          evidence: jobs.get(edge.asset_id)
            ? ('job' as const)
            : ('declared' as const),
          offerId: edge.offer_id,
          royalty: edge.royalty,
        })),
        royalties,
      },
      200,
    )
  })

  api.openapi(sales, async (c) => {
    const { id } = c.req.valid('param')
    await readAsset(id)
    const page = await readSales(
      database,
      { asset_id: id },
      c.req.valid('query'),
    )
    return c.json(page, 200)
  })
}
