import type { PGlite } from '@electric-sql/pglite'
import { type Metadata, parseMetadata, summaryOf } from '@sahara/protocol'
import type { VersionRow } from './versionKeyOf.ts'

/**
 * Puts a metadata document into the read model; nothing, if it is not that of
 * the version: a publisher can name any hash.
 */
export async function saveMetadata(
  database: PGlite,
  { asset_id: assetId, version, metadata }: VersionRow,
  bytes: Uint8Array,
): Promise<void> {
  const write = (document: Metadata | undefined) =>
    database.query(
      `insert into metadata values ($1, $2, $3, $4, $5)
       on conflict (asset_id, version) do nothing`,
      [
        assetId,
        version,
        metadata,
        document ?? null,
        document ? searchOf(document) : '',
      ],
    )
  // Not all that JSON allows can be kept as jsonb, such as NUL.
  await write(parsed(bytes, { assetId, version })).catch(() => write(undefined))
}

function parsed(
  bytes: Uint8Array,
  of: { assetId: string; version: number },
): Metadata | undefined {
  try {
    return parseMetadata(bytes, of)
  } catch {
    return undefined
  }
}

function searchOf(metadata: Metadata): string {
  const { name, description, keywords } = summaryOf(metadata)
  return [name, description, ...keywords].join('\n').toLowerCase()
}
