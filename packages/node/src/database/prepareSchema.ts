import { createHash } from 'node:crypto'
import type { PGlite } from '@electric-sql/pglite'
import { chainTables, schema } from './schema.ts'

/**
 * Makes the tables. Tables of another version of this program are dropped:
 * their rows are read from the chain again.
 */
export async function prepareSchema(database: PGlite): Promise<void> {
  const version = createHash('sha256').update(schema).digest('hex')
  await database.transaction(async (transaction) => {
    await transaction.exec(
      'create table if not exists schema_version (version text not null)',
    )
    const { rows } = await transaction.query<{ version: string }>(
      'select version from schema_version',
    )
    if (rows[0]?.version === version) return
    const tables = ['cursor', 'metadata', ...Object.keys(chainTables)]
    await transaction.exec(`drop table if exists ${tables.join(', ')}`)
    await transaction.exec(schema)
    await transaction.query('delete from schema_version')
    await transaction.query('insert into schema_version values ($1)', [version])
  })
}
