import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { items, sides } from '@sahara/protocol'
import {
  hashSchema,
  listedOrderSchema,
  orderPageSchema,
  signedOrderSchema,
  tradePageSchema,
} from '@sahara/protocol/api'
import type { Hex } from 'viem'
import { answers } from './answers.ts'
import type { NodeContext } from './nodeContext.ts'
import { pageOf, pageParameters, placeBefore, placeOf } from './pageOf.ts'
import {
  accountParameter,
  assetIdParameter,
  idempotencyHeader,
} from './schemas.ts'

const post = createRoute({
  method: 'post',
  path: '/orders',
  tags: ['Exchange'],
  summary: 'Puts a signed order into the book of this node.',
  description: 'Posting the same order again changes nothing.',
  request: {
    headers: idempotencyHeader,
    body: {
      required: true,
      content: { 'application/json': { schema: signedOrderSchema } },
    },
  },
  responses: answers(listedOrderSchema, 'The order, and what is left of it.'),
})

const list = createRoute({
  method: 'get',
  path: '/orders',
  tags: ['Exchange'],
  summary:
    'Open orders: sell orders by rising price, then bids by falling price.',
  request: {
    query: z.object({
      assetId: assetIdParameter.optional(),
      maker: accountParameter.optional(),
      side: z.enum(sides).optional(),
      item: z.enum(items).optional(),
      cursor: z
        .string()
        .regex(/^[0-9]{40}_0x[0-9a-f]{64}$/)
        .optional()
        .describe('nextCursor of the page before.'),
      limit: pageParameters.limit,
    }),
  },
  responses: answers(orderPageSchema, 'A page of orders.'),
})

const show = createRoute({
  method: 'get',
  path: '/orders/{hash}',
  tags: ['Exchange'],
  summary: 'An order of the book, also when it is over.',
  request: { params: z.object({ hash: hashSchema }) },
  responses: answers(listedOrderSchema, 'The order.'),
})

const trades = createRoute({
  method: 'get',
  path: '/trades',
  tags: ['Exchange'],
  summary: 'What changed hands, newest first.',
  request: {
    query: z.object({
      assetId: assetIdParameter.optional(),
      account: accountParameter.optional().describe('As seller or buyer.'),
      ...pageParameters,
    }),
  },
  responses: answers(tradePageSchema, 'A page of trades.'),
})

/** A trade as the read model has it. */
type TradeRow = { block: number; log_index: number } & {
  transaction: string
  at: number
  order_hash: string
  seller: string
  buyer: string
  item: number
  asset_id: string
  amount: number
  price: string
  fee: string
  royalty: string
}

/** A trade as the API has it. */
function toTrade(row: TradeRow) {
  const { price, fee, royalty } = row
  return {
    orderHash: row.order_hash,
    seller: row.seller,
    buyer: row.buyer,
    item: items[row.item] ?? items[0],
    assetId: row.asset_id,
    amount: row.amount,
    price,
    fee,
    royalty,
    proceeds: (BigInt(price) - BigInt(fee) - BigInt(royalty)).toString(),
    block: row.block,
    transactionHash: row.transaction,
    at: row.at,
  }
}

/** The routes under /orders, and /trades. */
export function addOrderRoutes(api: OpenAPIHono, context: NodeContext): void {
  const { database, orders } = context

  api.openapi(post, async (c) =>
    c.json(await orders.post(c.req.valid('json')), 200),
  )

  api.openapi(list, async (c) => {
    const { cursor, limit, ...filter } = c.req.valid('query')
    return c.json(await orders.list({ ...filter, after: cursor }, limit), 200)
  })

  api.openapi(show, async (c) => {
    const { hash } = c.req.valid('param')
    return c.json(await orders.find(hash as Hex), 200)
  })

  api.openapi(trades, async (c) => {
    const { assetId, account, cursor, limit } = c.req.valid('query')
    const { rows } = await database.query<TradeRow>(
      `select * from trades
       where (block, log_index) < ($1, $2)
         and ($3::text is null or asset_id = $3)
         and ($4::text is null or seller = $4 or buyer = $4)
       order by block desc, log_index desc limit $5`,
      [...placeBefore(cursor), assetId ?? null, account ?? null, limit + 1],
    )
    const page = pageOf(rows, limit, placeOf)
    return c.json({ ...page, items: page.items.map(toTrade) }, 200)
  })
}
