import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { Item, Side } from '@sahara/protocol'
import { type SignedOrder, signedOrderSchema } from '@sahara/protocol/api'
import type { Hex } from 'viem'

/** An order with what the node knows of it. */
export type StoredOrder = SignedOrder & {
  orderHash: Hex
  /** Where the order stands among all: see `OrderFilter.after`. */
  cursor: string
}

/** Which orders are asked for. */
export type OrderFilter = {
  assetId?: string | undefined
  maker?: string | undefined
  side?: Side | undefined
  item?: Item | undefined
  /** Cursor of the last order seen. */
  after?: string | undefined
  /** Unix seconds: orders that ended before are left out. */
  now: number
}

/** The orders a node has taken. */
export type OrderStore = {
  add: (hash: Hex, order: SignedOrder) => void
  find: (hash: string) => StoredOrder | undefined
  /** Those that may be open: sell orders by rising price, then bids by falling. */
  list: (filter: OrderFilter, limit: number) => StoredOrder[]
  countOf: (maker: string, now: number) => number
  /** The order is over for good and is not listed any more. */
  end: (hash: string) => void
  close: () => void
}

type Row = { hash: Hex; rank: string; json: string }

/** Room for 2^128, so that text sorts like the number. */
const digits = 39

/**
 * The orders that makers posted, in a file of its own, apart from the read
 * model: no chain can bring them back.
 */
export function openOrderStore(directory: string): OrderStore {
  const database = new DatabaseSync(join(directory, 'orders.db'))
  database.exec(`pragma journal_mode = wal;
    create table if not exists orders (hash text primary key,
      rank text not null, json text not null, maker text not null,
      asset_id text not null, side text not null, item text not null,
      expiry int not null, ended int not null default 0);
    create index if not exists orders_rank on orders (rank, hash);
    create index if not exists orders_maker on orders (maker)`)
  const insert = database.prepare(
    `insert into orders (hash, rank, json, maker, asset_id, side, item, expiry)
     values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
  )
  const one = database.prepare(
    'select hash, rank, json from orders where hash = ?',
  )
  const count = database.prepare(
    `select count(*) as count from orders
     where maker = ? and ended = 0 and expiry >= ?`,
  )
  const mark = database.prepare('update orders set ended = 1 where hash = ?')

  return {
    add: (hash, signed) => {
      const { maker, assetId, side, item, expiry } = signed.order
      insert.run(
        hash,
        rankOf(signed),
        JSON.stringify(signed),
        ...[maker, assetId, side, item, expiry],
      )
    },
    find: (hash) => {
      const row = one.get(hash) as Row | undefined
      return row && fromRow(row)
    },
    list: ({ assetId, maker, side, item, after, now }, limit) => {
      const conditions = ['ended = 0', 'expiry >= ?']
      const values: SQLInputValue[] = [now]
      const equal = { asset_id: assetId, maker, side, item }
      for (const [column, value] of Object.entries(equal)) {
        if (value === undefined) continue
        conditions.push(`${column} = ?`)
        values.push(value)
      }
      if (after) {
        conditions.push('(rank, hash) > (?, ?)')
        values.push(...after.split('_'))
      }
      const rows = database
        .prepare(
          `select hash, rank, json from orders
           where ${conditions.join(' and ')} order by rank, hash limit ?`,
        )
        .all(...values, limit) as Row[]
      return rows.map(fromRow)
    },
    countOf: (maker, now) => Number(count.get(maker, now)?.count),
    end: (hash) => void mark.run(hash),
    close: () => database.close(),
  }
}

function rankOf({ order }: SignedOrder): string {
  const { side, priceEach } = order
  const rank =
    side === 'sell'
      ? BigInt(priceEach)
      : 10n ** BigInt(digits) - 1n - BigInt(priceEach)
  return `${side === 'sell' ? 0 : 1}${rank.toString().padStart(digits, '0')}`
}

function fromRow({ hash, rank, json }: Row): StoredOrder {
  const signed = signedOrderSchema.parse(JSON.parse(json))
  return { ...signed, orderHash: hash, cursor: `${rank}_${hash}` }
}
