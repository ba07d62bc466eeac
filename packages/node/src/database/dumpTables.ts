import type { PGlite } from '@electric-sql/pglite'
import { chainTables } from './schema.ts'

/** All chain rows in a fixed order: equal chains give equal dumps. */
export async function dumpTables(
  database: PGlite,
): Promise<Record<string, unknown[]>> {
  return database.transaction(async (transaction) => {
    const tables: Record<string, unknown[]> = {}
    for (const [table, key] of Object.entries(chainTables)) {
      const { rows } = await transaction.query(
        `select * from ${table} order by ${key}`,
      )
      tables[table] = rows
    }
    return tables
  })
}
