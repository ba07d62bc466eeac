import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  earningsSchema,
  explanationSchema,
  salesSchema,
} from '@sahara/protocol/api'
import type { IncomeEntry } from '../explain/explainIncome.ts'
import { answers } from './answers.ts'
import { type AssetRow, readAssets, toSummary } from './assetRows.ts'
import { readEscrowMoves } from './escrowRows.ts'
import { type Income, type Payment, readIncome } from './income.ts'
import type { NodeContext } from './nodeContext.ts'
import { readSales, saleQuery } from './saleRows.ts'
import { accountParameter } from './schemas.ts'

const params = z.object({ account: accountParameter })

const earnings = createRoute({
  method: 'get',
  path: '/accounts/{account}/earnings',
  tags: ['Accounts'],
  summary: 'What an account earned with its revenue shares.',
  request: { params },
  responses: answers(earningsSchema, 'Totals, by asset.'),
})

const explain = createRoute({
  method: 'get',
  path: '/accounts/{account}/explain',
  tags: ['Accounts'],
  summary:
    'Each wei of an account’s income with the payment that caused it, and what it set aside.',
  request: { params },
  responses: answers(explanationSchema, 'Entries that add up.'),
})

const purchases = createRoute({
  method: 'get',
  path: '/accounts/{account}/purchases',
  tags: ['Accounts'],
  summary: 'The licences an account paid for, newest first.',
  request: { params, query: saleQuery },
  responses: answers(salesSchema, 'A page of purchases.'),
})

function sumOf(entries: readonly IncomeEntry[], assetId?: string): bigint {
  return entries
    .filter((entry) => assetId === undefined || entry.assetId === assetId)
    .reduce((sum, { amount }) => sum + amount, 0n)
}

/** What went back to buyers of an asset; what can only go back is not yet. */
function refundedOf({ refunded }: Income, assetId: string): bigint {
  return refunded
    .filter((one) => one.assetId === assetId)
    .filter(({ payment }) => payment.hold?.state === 'refunded')
    .reduce((sum, { payment }) => sum + BigInt(payment.amount), 0n)
}

function valuesOf(amounts: ReadonlyMap<string, bigint>): bigint {
  return [...amounts.values()].reduce((sum, amount) => sum + amount, 0n)
}

function toEntry(payments: ReadonlyMap<string, Payment>) {
  return (entry: IncomeEntry) => {
    const base = {
      type: entry.type,
      assetId: entry.assetId,
      amount: entry.amount.toString(),
    }
    if (entry.type === 'dust') return base
    const payment = payments.get(entry.paymentId)
    return {
      ...base,
      ...(entry.type === 'royalty'
        ? { from: entry.from, rate: entry.rate }
        : {}),
      ...(payment ? { payment } : {}),
    }
  }
}

/** The routes under /accounts. */
export function addAccountRoutes(api: OpenAPIHono, context: NodeContext): void {
  const { database } = context

  async function titlesOf(ids: string[]): Promise<Map<string, AssetRow>> {
    const rows = await readAssets(context, 'where a.id = any($1)', [ids])
    return new Map(rows.map((row) => [row.id, row]))
  }

  api.openapi(earnings, async (c) => {
    const { account } = c.req.valid('param')
    const income = await readIncome(context, account)
    const { entries, pending, held, shares, claimed, claimable } = income
    const assets = await titlesOf([...shares.keys()])
    return c.json(
      {
        account,
        block: income.block,
        total: sumOf(entries).toString(),
        claimed: valuesOf(claimed).toString(),
        claimable: valuesOf(claimable).toString(),
        pending: sumOf(pending).toString(),
        held: sumOf(held).toString(),
        assets: [...shares].map(([assetId, balance]) => {
          const row = assets.get(assetId)
          return {
            assetId,
            title: row ? toSummary(row).title : assetId,
            shares: balance,
            total: sumOf(entries, assetId).toString(),
            claimed: (claimed.get(assetId) ?? 0n).toString(),
            claimable: (claimable.get(assetId) ?? 0n).toString(),
            pending: sumOf(pending, assetId).toString(),
            held: sumOf(held, assetId).toString(),
            refunded: refundedOf(income, assetId).toString(),
          }
        }),
      },
      200,
    )
  })

  api.openapi(explain, async (c) => {
    const { account } = c.req.valid('param')
    const income = await readIncome(context, account)
    const { block, entries, pending, held, refunded, payments } = income
    return c.json(
      {
        account,
        block,
        total: sumOf(entries).toString(),
        entries: entries.map(toEntry(payments)),
        pending: pending.map(toEntry(payments)),
        held: held.map(toEntry(payments)),
        refunded,
        escrow: await readEscrowMoves(context, account),
      },
      200,
    )
  })

  api.openapi(purchases, async (c) => {
    const { account } = c.req.valid('param')
    const page = await readSales(
      database,
      { payer: account },
      c.req.valid('query'),
    )
    return c.json(page, 200)
  })
}
