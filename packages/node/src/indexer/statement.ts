import type { Log } from 'viem'

/** What a column takes. */
export type Value = string | number | boolean | null

/** A change of the read model. */
export type Statement = { sql: string; values: Value[] }

/** An event of a final block. */
export type FinalLog = Log<bigint, number, false>

/** Addresses and ids as the read model spells them. */
export const lower = (value: string) => value.toLowerCase()

// PostgreSQL's text has no NUL, and anyone may register one.
export const storable = (text: string) => text.replaceAll('\0', '\ufffd')

/** A change in SQL of its own. */
export function statement(sql: string, values: Value[]): Statement {
  return { sql, values }
}

/** A new row, by its columns. */
export function insert(table: string, row: Record<string, Value>): Statement {
  const columns = Object.keys(row)
  const places = columns.map((_, index) => `$${index + 1}`)
  return statement(
    `insert into ${table} (${columns.join(', ')}) values (${places.join(', ')})`,
    Object.values(row),
  )
}

/** Where and when an event happened, as columns. */
export function placeOf(log: FinalLog, at: number) {
  return {
    block: Number(log.blockNumber),
    log_index: log.logIndex,
    transaction: log.transactionHash,
    at,
  }
}
