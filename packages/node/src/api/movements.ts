import type { Transaction } from '@electric-sql/pglite'
import { addresses, SaharaError } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import type { DepositPurpose, MovementPage } from '@sahara/protocol/api'
import { type Address, zeroAddress } from 'viem'
import {
  type ExplainedMovement,
  explainMovement,
  type Tellings,
  type Transfer,
  toCause,
} from '../explain/explainMovement.ts'
import type { NodeContext } from './nodeContext.ts'
import { pageOf, placeBefore, placeOf } from './pageOf.ts'

/** Beyond these, the smallest fees of a payment to the treasury are one part. */
const maxParts = 100

type TransferRow = Omit<Transfer, 'amount'> & { amount: string; at: number }

type Reader = Pick<Transaction, 'query'>

/**
 * A page of all that moved an account's SAHARA, newest first, each with its
 * cause. The amounts of all pages and what the account began with add up to
 * what the chain says it holds.
 *
 * @throws {SaharaError} `NODE_NOT_READY`, `INTERNAL` when it does not add up
 */
export async function readMovements(
  context: Pick<NodeContext, 'database' | 'chain'>,
  account: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<MovementPage> {
  const read = await context.database.transaction(async (query) => {
    const block = await readBlock(query)
    const { rows } = await query.query<TransferRow>(
      `select * from transfers where (sender = $1 or receiver = $1)
         and (block, log_index) < ($2, $3)
       order by block desc, log_index desc limit $4`,
      [account, ...placeBefore(cursor), limit + 1],
    )
    const page = pageOf(rows, limit, placeOf)
    const transfers = page.items.map((row) => ({
      ...row,
      amount: BigInt(row.amount),
    }))
    const tellings = await readTellings(query, transfers)
    const explained = []
    for (const transfer of transfers) {
      const one = explainMovement(transfer, tellings)
      explained.push({ ...one, parts: await readParts(query, transfer, one) })
    }
    const [first] = transfers
    return {
      ...{ block, transfers, explained, nextCursor: page.nextCursor },
      total: await readSum(query, account),
      sum: first ? await readSum(query, account, first) : 0n,
    }
  })
  const { block, transfers, explained, nextCursor, total } = read
  const balance = await context.chain.readContract({
    address: addresses.token,
    abi: saharaTokenAbi,
    functionName: 'balanceOf',
    args: [account as Address],
    blockNumber: BigInt(block),
  })
  const opening = balance - total
  if (opening < 0n)
    throw new SaharaError('The movements do not add up.', {
      code: 'INTERNAL',
      hint: 'Start the node with --rebuild; if that does not help, please report it.',
      details: { account, balance, total },
    })
  let after = opening + read.sum
  const items = transfers.map((transfer, index) => {
    const amount = changeOf(transfer, account)
    const item = {
      amount: String(amount),
      balance: String(after),
      counterparty:
        transfer.sender === account ? transfer.receiver : transfer.sender,
      cause: explained[index]?.cause ?? toCause('transfer'),
      parts: explained[index]?.parts ?? [],
      block: transfer.block,
      transactionHash: transfer.transaction,
      at: transfer.at,
    }
    after -= amount
    return item
  })
  return {
    ...{ account, block, balance: String(balance), opening: String(opening) },
    ...{ items, nextCursor },
  }
}

function changeOf({ sender, receiver, amount }: Transfer, account: string) {
  return (
    (receiver === account ? amount : 0n) - (sender === account ? amount : 0n)
  )
}

async function readBlock(query: Reader): Promise<number> {
  const { rows } = await query.query<{ block: number }>(
    'select block from cursor',
  )
  if (rows[0]) return rows[0].block
  throw new SaharaError('The node has not read the chain yet.', {
    code: 'NODE_NOT_READY',
    hint: 'Ask again in a moment; /api/v1/status says how far it is.',
    retryable: true,
  })
}

/** What moved in all, or up to a movement and with it. */
async function readSum(
  query: Reader,
  account: string,
  upTo?: { block: number; log_index: number },
): Promise<bigint> {
  const { rows } = await query.query<{ sum: string }>(
    `select coalesce(sum(case when receiver = $1 then amount else 0 end
         - case when sender = $1 then amount else 0 end), 0)::text as sum
     from transfers where (sender = $1 or receiver = $1)
       and (block, log_index) <= ($2, $3)`,
    [account, upTo?.block ?? 2 ** 52, upTo?.log_index ?? 0],
  )
  return BigInt(rows[0]?.sum ?? 0)
}

/** All that the contracts said in the transactions of these movements. */
async function readTellings(
  query: Reader,
  transfers: readonly Transfer[],
): Promise<Tellings> {
  const blocks = [...new Set(transfers.map(({ block }) => block))]
  const read = async <Row>(sql: string): Promise<Row[]> =>
    (await query.query<Row>(sql, [blocks])).rows
  type Row<List extends keyof Tellings> = Tellings[List][number]
  type Text<T> = {
    [Key in keyof T]: T[Key] extends bigint ? string : T[Key]
  }
  const [purchases, payments, refunds, claims, treasury, spendings] = [
    await read<Text<Row<'purchases'>>>(
      'select * from purchases where block = any($1)',
    ),
    // Revenue says Purchased or PaymentReleased right before such a Paid.
    await read<Text<Row<'payments'>>>(
      `select p.* from payments p
       left join purchases s on s.block = p.block
         and s.log_index = p.log_index - 1 and s.price = p.amount
       left join held_payments h on h.settled_block = p.block
         and h.settled_log_index = p.log_index - 1
       where p.block = any($1) and s.block is null and h.block is null`,
    ),
    await read<Text<Row<'refunds'>>>(
      `select settled_block as block, settled_log_index as log_index,
         settled_transaction as transaction, payer, amount, asset_id,
         purchase_id
       from held_payments
       where settled_block = any($1) and state = 'refunded'`,
    ),
    await read<Text<Row<'claims'>>>(
      'select * from claims where block = any($1)',
    ),
    await read<Text<Row<'treasury'>>>(
      'select * from treasury_payments where block = any($1)',
    ),
    await read<Text<Row<'spendings'>>>(
      `select c.*, c.subject as receiver, c.after as amount,
         p.id as proposal_id
       from changes c left join proposals p on p.operation = c.operation
       where c.block = any($1) and c.type = 'payment'`,
    ),
  ]
  const [escrow, trades, burns] = [
    await read<Text<Row<'escrow'>>>(
      'select * from escrow_moves where block = any($1)',
    ),
    await read<Text<Row<'trades'>>>(
      'select * from trades where block = any($1)',
    ),
    await read<Text<Row<'burns'>>>(
      `select * from transfers where block = any($1)
         and sender = '${addresses.nativeAdapter}'
         and receiver = '${zeroAddress}'`,
    ),
  ]
  const withAmount = <T extends { amount: string }>(row: T) => ({
    ...row,
    amount: BigInt(row.amount),
  })
  return {
    purchases: purchases.map((row) => ({ ...row, price: BigInt(row.price) })),
    payments: payments.map(withAmount),
    refunds: refunds.map(withAmount),
    claims: claims.map(withAmount),
    treasury: treasury.map(withAmount),
    spendings: spendings.map(withAmount),
    burns: burns.map(withAmount),
    escrow: escrow.map(withAmount),
    trades: trades.map((row) => ({
      ...row,
      ...{ price: BigInt(row.price), fee: BigInt(row.fee) },
      royalty: BigInt(row.royalty),
    })),
  }
}

/** What Escrow gives: one's own, what another's paid, or what another lost. */
const returns = {
  released: 'return',
  paid: 'earned',
  slashed: 'penalty',
} as const

/** What a movement was made of, collected since the one before. */
async function readParts(
  query: Reader,
  transfer: Transfer,
  { parts, collected }: ExplainedMovement,
): Promise<ExplainedMovement['parts']> {
  const place = [transfer.block, transfer.log_index]
  if (collected === 'fees') {
    const { rows } = await query.query<{ asset_id: string; amount: string }>(
      `with since as (select block, log_index from treasury_payments
         where (block, log_index) < ($1, $2 - 1)
         order by block desc, log_index desc limit 1)
       select asset_id, sum(fee)::text as amount from payments
       where (block, log_index) < ($1, $2) and fee > 0 and (block, log_index)
         > (coalesce((select block from since), 0),
            coalesce((select log_index from since), 0))
       group by asset_id order by sum(fee) desc, asset_id`,
      place,
    )
    const rest = rows
      .slice(maxParts)
      .reduce((sum, { amount }) => sum + BigInt(amount), 0n)
    return [
      ...rows.slice(0, maxParts).map(({ asset_id: assetId, amount }) => ({
        ...{ ...toCause('fees', { assetId }), amount },
      })),
      ...(rest > 0n ? [{ ...toCause('fees'), amount: String(rest) }] : []),
    ]
  }
  if (collected !== 'returns') return parts
  const { rows } = await query.query<{
    type: keyof typeof returns
    purpose: DepositPurpose
    asset_id: string | null
    amount: string
  }>(
    `with since as (select block, log_index from escrow_moves
       where type = 'withdrawn' and beneficiary = $3
         and (block, log_index) < ($1, $2 - 1)
       order by block desc, log_index desc limit 1)
     select type, purpose, asset_id, amount::text as amount from escrow_moves
     where beneficiary = $3 and type in ('released', 'paid', 'slashed')
       and (block, log_index) < ($1, $2) and (block, log_index)
         > (coalesce((select block from since), 0),
            coalesce((select log_index from since), 0))
     order by block, log_index`,
    [...place, transfer.receiver],
  )
  return rows.map(({ type, purpose, asset_id: assetId, amount }) => ({
    ...toCause(returns[type], { purpose, assetId }),
    amount,
  }))
}
