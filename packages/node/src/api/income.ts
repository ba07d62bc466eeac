import type { Transaction } from '@electric-sql/pglite'
import { addresses, basisPoints, SaharaError } from '@sahara/protocol'
import { revenueSharesAbi } from '@sahara/protocol/abis'
import type { Hold } from '@sahara/protocol/api'
import type { Address } from 'viem'
import {
  explainIncome,
  type HeldPayment,
  type IncomeEntry,
  type IncomeEvent,
} from '../explain/explainIncome.ts'
import type { Royalty } from '../explain/splitPayment.ts'
import type { NodeContext } from './nodeContext.ts'
import { placeOf } from './pageOf.ts'
import { type Resale, readResales } from './resales.ts'
import {
  type HoldRow,
  holdColumns,
  joinFault,
  joinHold,
  toHold,
} from './saleRows.ts'

/** The payment behind a wei. */
export type Payment = {
  transactionHash: string
  block: number
  at: number
  payer: string
  amount: string
  fee: string
  purchaseId: string | null
  offerId: string | null
  hold: Hold | null
  /** Null: it is no payment of resale royalties. */
  resale: Resale | null
}

/** What an account earned, each wei with its cause. */
export type Income = {
  block: number
  entries: IncomeEntry[]
  pending: IncomeEntry[]
  held: IncomeEntry[]
  /** What went back to buyers, or can only go back. */
  refunded: { assetId: string; payment: Payment }[]
  payments: ReadonlyMap<string, Payment>
  /** By asset, of every asset the account ever had shares of. */
  shares: ReadonlyMap<string, number>
  claimed: ReadonlyMap<string, bigint>
  claimable: ReadonlyMap<string, bigint>
}

type Placed = { block: number; log_index: number }
type PaymentRow = Placed &
  HoldRow & {
    transaction: string
    at: number
    asset_id: string
    payer: string
    amount: string
    purchase_id: string | null
    offer_id: string | null
  }
type Query = <Row>(sql: string, values: unknown[]) => Promise<Row[]>

// Assets of the account, and all that ever owed them a royalty.
const related = `with own as (
  select distinct asset_id from share_transfers where sender = $1 or receiver = $1
), related as (
  select asset_id from own union
  select asset_id from royalties where ancestor in (select asset_id from own))`

async function readEvents(query: Query, account: string) {
  const events: (IncomeEvent & Placed)[] = []
  const payments = new Map<string, Payment>()
  const shares = new Map<string, number>()

  const moved = await query<
    Placed & {
      asset_id: string
      sender: string
      receiver: string
      amount: number
    }
  >(
    `select block, log_index, asset_id, sender, receiver, amount
     from share_transfers where sender = $1 or receiver = $1
     order by block, log_index`,
    [account],
  )
  for (const { asset_id, sender, receiver, amount, ...place } of moved) {
    const balance =
      (shares.get(asset_id) ?? 0) +
      (receiver === account ? amount : 0) -
      (sender === account ? amount : 0)
    shares.set(asset_id, balance)
    events.push({
      ...place,
      type: 'shares',
      assetId: asset_id,
      account,
      balance: BigInt(balance),
    })
  }

  const paid = await query<PaymentRow & { fee: string; total_net: string }>(
    // Revenue says Purchased or PaymentReleased right before the Paid of the
    // same sale. Who bought for nothing and then pays is two of them.
    `${related} select p.*, ${holdColumns},
       coalesce(s.purchase_id, r.purchase_id) as purchase_id,
       coalesce(s.offer_id, r.offer_id) as offer_id
     from payments p
     left join purchases s on s.block = p.block
       and s.log_index = p.log_index - 1 and s.price = p.amount
     left join held_payments h on h.settled_block = p.block
       and h.settled_log_index = p.log_index - 1
     left join purchases r
       on r.purchase_id = h.purchase_id and r.payer = h.payer
     ${joinFault}
     where p.asset_id in (select asset_id from related)`,
    [account],
  )
  for (const row of paid) {
    const paymentId = placeOf(row)
    payments.set(paymentId, toPayment(row, row.fee))
    events.push({
      type: 'paid',
      assetId: row.asset_id,
      paymentId,
      totalNet: BigInt(row.total_net),
      block: row.block,
      log_index: row.log_index,
    })
  }

  const distributed = await query<Placed & { asset_id: string }>(
    `${related} select block, log_index, asset_id from distributions
     where asset_id in (select asset_id from related)`,
    [account],
  )
  for (const { asset_id, ...place } of distributed)
    events.push({ ...place, type: 'distributed', assetId: asset_id })

  const suspects = paid.filter((row) => row.purchase_id === null)
  events.sort((a, b) => a.block - b.block || a.log_index - b.log_index)
  const money = { events, payments, shares, suspects }
  return { ...money, ...(await readHeld(query, account)) }
}

/** Payments that are not the asset's: held, or gone back. */
async function readHeld(query: Query, account: string) {
  const held: (HeldPayment & { payment: Payment })[] = []
  const refunded: Income['refunded'] = []
  const rows = await query<PaymentRow & { fee_rate: number }>(
    `${related} select h.block, h.log_index, h.asset_id, h.payer, h.amount,
       h.fee_rate, s.transaction, s.at, s.purchase_id, s.offer_id,
       ${holdColumns}
     from purchases s ${joinHold}
     where h.asset_id in (select asset_id from related)
       and h.state <> 'released' order by h.block, h.log_index`,
    [account],
  )
  for (const row of rows) {
    const amount = BigInt(row.amount)
    const fee = (amount * BigInt(row.fee_rate)) / basisPoints
    const payment = toPayment(row, fee.toString())
    const assetId = row.asset_id
    if (payment.hold?.state === 'refunded' || payment.hold?.keyFaulty)
      refunded.push({ assetId, payment })
    else
      held.push({
        assetId,
        paymentId: placeOf(row),
        net: amount - fee,
        payment,
      })
  }
  return { held, refunded }
}

function toPayment(row: PaymentRow, fee: string): Payment {
  return {
    transactionHash: row.transaction,
    block: row.block,
    at: row.at,
    payer: row.payer,
    amount: row.amount,
    fee,
    purchaseId: row.purchase_id,
    offerId: row.offer_id,
    hold: toHold(row),
    resale: null,
  }
}

async function readRoyalties(query: Query, account: string) {
  const royalties = new Map<string, Royalty[]>()
  const rows = await query<{
    asset_id: string
    ancestor: string
    rate: number
  }>(
    `${related} select asset_id, ancestor, rate from royalties
     where asset_id in (select asset_id from related)
     order by asset_id, position`,
    [account],
  )
  for (const { asset_id, ancestor, rate } of rows) {
    const list = royalties.get(asset_id) ?? []
    royalties.set(asset_id, list)
    list.push({ ancestor, rate })
  }
  return royalties
}

async function readRows(transaction: Transaction, account: string) {
  const query: Query = async <Row>(sql: string, values: unknown[]) =>
    (await transaction.query<Row>(sql, values)).rows
  const [cursor] = await query<{ block: number }>(
    'select block from cursor',
    [],
  )
  if (!cursor)
    throw new SaharaError('The node has not read the chain yet.', {
      code: 'NODE_NOT_READY',
      hint: 'Ask again in a moment; /api/v1/status says how far it is.',
      retryable: true,
    })
  const claims = await query<{ asset_id: string; amount: string }>(
    `select asset_id, sum(amount)::text as amount from claims
     where account = $1 group by asset_id`,
    [account],
  )
  return {
    block: cursor.block,
    ...(await readEvents(query, account)),
    royalties: await readRoyalties(query, account),
    claimed: new Map(
      claims.map(({ asset_id, amount }) => [asset_id, BigInt(amount)]),
    ),
  }
}

/**
 * All that an account's shares earned, each wei with its cause, checked
 * against what the chain says is claimable at the same block.
 *
 * @throws {SaharaError} `NODE_NOT_READY`, `INTERNAL` when it does not add up
 */
export async function readIncome(
  context: NodeContext,
  account: string,
): Promise<Income> {
  const rows = await context.database.transaction((transaction) =>
    readRows(transaction, account),
  )
  const { block, events, shares, royalties, claimed, refunded } = rows
  const claimable = new Map(
    await Promise.all(
      [...shares.keys()].map(
        async (assetId) =>
          [
            assetId,
            await context.chain.readContract({
              address: addresses.revenueShares,
              abi: revenueSharesAbi,
              functionName: 'claimable',
              args: [account as Address, BigInt(assetId)],
              blockNumber: BigInt(block),
            }),
          ] as const,
      ),
    ),
  )
  const accrued = new Map(
    [...claimable].map(([assetId, amount]) => [
      assetId,
      amount + (claimed.get(assetId) ?? 0n),
    ]),
  )
  const { entries, pending, held } = explainIncome({
    account,
    events,
    royaltiesOf: (assetId) => royalties.get(assetId) ?? [],
    held: rows.held,
    accrued,
  })
  const payments = new Map(rows.payments)
  const resales = await readResales(context, rows.suspects)
  for (const [paymentId, resale] of resales) {
    const payment = payments.get(paymentId)
    if (payment) payments.set(paymentId, { ...payment, resale })
  }
  for (const { paymentId, payment } of rows.held)
    payments.set(paymentId, payment)
  const money = { payments, shares, claimed, claimable }
  return { block, entries, pending, held, refunded, ...money }
}
