import type { PGlite } from '@electric-sql/pglite'
import type { VersionRow } from './versionKeyOf.ts'

/** The root CIDs a version's metadata names; none while it is not known. */
export async function readRoots(
  database: PGlite,
  { asset_id, version }: VersionRow,
): Promise<string[]> {
  const { rows } = await database.query<{ cid: string }>(
    `select jsonb_array_elements_text(document->'sahara'->'blobs') as cid
     from metadata where asset_id = $1 and version = $2`,
    [asset_id, version],
  )
  return rows.map(({ cid }) => cid)
}
