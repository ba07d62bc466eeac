import type { PGlite } from '@electric-sql/pglite'
import { z } from '@hono/zod-openapi'
import { perpetual } from '@sahara/protocol'
import { type Hold, holdStates, type SalePage } from '@sahara/protocol/api'
import { pageOf, pageParameters, placeBefore, placeOf } from './pageOf.ts'

/** Null, all of it, for a payment that was the asset's at once. */
export type HoldRow =
  | {
      state: Hold['state']
      until: number
      commitment: string
      key_faulty: boolean
      settled_transaction: string | null
      settled_at: number | null
    }
  | { state: null }

/** What became of a held payment; for queries that join as `joinHold` does. */
export const holdColumns = `h.state, h.until, h.commitment,
  h.settled_transaction, h.settled_at, k.commitment is not null as key_faulty`

/** Joins the proof that the key of a hold `h` is bad. */
export const joinFault = `
  left join key_faults k on k.commitment = h.commitment`

/** Joins the hold of a purchase `s`. */
export const joinHold = `
  left join held_payments h
    on h.purchase_id = s.purchase_id and h.payer = s.payer${joinFault}`

/** What became of a payment that is or was held. */
export function toHold(row: HoldRow): Hold | null {
  if (row.state === null) return null
  const { state, until, commitment, key_faulty: keyFaulty } = row
  const { settled_at: at, settled_transaction: transactionHash } = row
  return {
    state,
    until,
    commitment,
    keyFaulty,
    settled: at && transactionHash ? { at, transactionHash } : null,
  }
}

type SaleRow = HoldRow & {
  block: number
  log_index: number
  transaction: string
  at: number
  purchase_id: string
  offer_id: string
  payer: string
  beneficiary: string
  asset_id: string
  price: string
  expiry_hour: number
}

/** How lists of sales are asked for. */
export const saleQuery = z.object({
  state: z
    .enum(holdStates)
    .optional()
    .describe('Only sales whose payment is, or was, held.'),
  ...pageParameters,
})

/** A page of the sales of an asset or to a payer, newest first. */
export async function readSales(
  database: PGlite,
  of: { asset_id: string } | { payer: string },
  { state, cursor, limit }: z.output<typeof saleQuery>,
): Promise<SalePage> {
  const [[column, value] = []] = Object.entries(of)
  const { rows } = await database.query<SaleRow>(
    `select s.*, ${holdColumns} from purchases s ${joinHold}
     where s.${column} = $1 and (s.block, s.log_index) < ($2, $3)
       and ($4::text is null or h.state = $4)
     order by s.block desc, s.log_index desc limit $5`,
    [value, ...placeBefore(cursor), state ?? null, limit + 1],
  )
  const { items, nextCursor } = pageOf(rows, limit, placeOf)
  return { items: items.map(toSale), nextCursor }
}

function toSale(row: SaleRow): SalePage['items'][number] {
  return {
    purchaseId: row.purchase_id,
    assetId: row.asset_id,
    offerId: row.offer_id,
    payer: row.payer,
    beneficiary: row.beneficiary,
    price: row.price,
    expiresAt: row.expiry_hour === perpetual ? null : row.expiry_hour * 3_600,
    hold: toHold(row),
    block: row.block,
    transactionHash: row.transaction,
    at: row.at,
  }
}
