import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { addresses, escrowTerms, SaharaError } from '@sahara/protocol'
import { escrowAbi } from '@sahara/protocol/abis'
import {
  type DepositPage,
  type DepositPurpose,
  depositPageSchema,
} from '@sahara/protocol/api'
import type { Address, Hex } from 'viem'
import { answers } from './answers.ts'
import type { NodeContext } from './nodeContext.ts'
import { pageOf, pageParameters, placeBefore, placeOf } from './pageOf.ts'
import { accountParameter } from './schemas.ts'

const deposits = createRoute({
  method: 'get',
  path: '/accounts/{account}/deposits',
  tags: ['Accounts'],
  summary:
    'What lies in Escrow for an account: bonds, stakes, fees; what of it is free, and what it can withdraw.',
  request: {
    params: z.object({ account: accountParameter }),
    query: z.object(pageParameters),
  },
  responses: answers(depositPageSchema, 'A page, newest first.'),
})

type DepositRow = {
  block: number
  log_index: number
  id: string
  purpose: DepositPurpose
  asset_id: string | null
  holder: Address
  purpose_bytes: Hex
  terms: number
  until: number
}

/** The route of what lies in Escrow. */
export function addDepositRoutes(api: OpenAPIHono, context: NodeContext): void {
  const { database, chain } = context

  api.openapi(deposits, async (c) => {
    const { account } = c.req.valid('param')
    const { cursor, limit } = c.req.valid('query')
    const { block, rows } = await database.transaction(async (query) => {
      const { rows: cursors } = await query.query<{ block: number }>(
        'select block from cursor',
      )
      const { rows } = await query.query<DepositRow>(
        `select * from deposits where account = $1 and amount > 0
           and (block, log_index) < ($2::bigint, $3::int)
         order by block desc, log_index desc limit $4`,
        [account, ...placeBefore(cursor), limit + 1],
      )
      return { block: cursors[0]?.block, rows }
    })
    if (block === undefined)
      throw new SaharaError('The node has not read the chain yet.', {
        code: 'NODE_NOT_READY',
        hint: 'Ask again in a moment; /api/v1/status says how far it is.',
        retryable: true,
      })
    const { items, nextCursor } = pageOf(rows, limit, placeOf)
    const owner = account as Address
    const escrow = { address: addresses.escrow, abi: escrowAbi } as const
    const blockNumber = BigInt(block)
    // Events tell what lies there, and only the chain what of it is locked.
    const [withdrawable, ...amounts] = await Promise.all([
      chain.readContract({
        ...escrow,
        functionName: 'withdrawable',
        args: [owner],
        blockNumber,
      }),
      ...items.map(({ holder, purpose_bytes: purpose, terms, until }) =>
        chain.readContract({
          ...escrow,
          functionName: 'depositOf',
          args: [{ holder, purpose, account: owner, terms, until }],
          blockNumber,
        }),
      ),
    ])
    const page: DepositPage = {
      ...{ account, block, nextCursor },
      withdrawable: withdrawable.toString(),
      items: items.map((row, index) => ({
        id: row.id,
        purpose: row.purpose,
        assetId: row.asset_id,
        agreement: {
          ...{ holder: row.holder, purpose: row.purpose_bytes, account },
          terms: escrowTerms[row.terms] ?? 'refundable',
          until: row.until,
        },
        free: String(amounts[index]?.free ?? 0n),
        locked: String(amounts[index]?.locked ?? 0n),
      })),
    }
    return c.json(page, 200)
  })
}
