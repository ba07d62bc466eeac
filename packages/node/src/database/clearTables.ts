import type { PGlite } from '@electric-sql/pglite'
import { chainTables } from './schema.ts'

/** Empties the read model; the indexer then makes it again from block 0. */
export async function clearTables(database: PGlite): Promise<void> {
  const tables = ['cursor', 'metadata', ...Object.keys(chainTables)]
  await database.exec(`truncate ${tables.join(', ')}`)
}
