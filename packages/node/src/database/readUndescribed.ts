import type { PGlite } from '@electric-sql/pglite'
import type { VersionRow } from './versionKeyOf.ts'

/** Versions whose metadata is not in the read model, the newest first. */
export async function readUndescribed(database: PGlite): Promise<VersionRow[]> {
  const { rows } = await database.query<VersionRow>(
    `select v.asset_id, v.version, v.metadata from versions v
     left join metadata m on m.asset_id = v.asset_id and m.version = v.version
     where m.asset_id is null order by v.at desc`,
  )
  return rows
}
