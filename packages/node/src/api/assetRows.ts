import {
  kinds,
  type Metadata,
  metadataCidOf,
  statuses,
  summaryOf,
} from '@sahara/protocol'
import type { AssetSummary } from '@sahara/protocol/api'
import { type Hex, zeroAddress } from 'viem'
import type { NodeContext } from './nodeContext.ts'

/** An asset as the read model has it. */
export type AssetRow = {
  id: string
  publisher: string
  owner: string
  kind: number
  retired: boolean
  suspended: boolean
  /** The job that made it, which says of what; null if its publisher does. */
  job: string | null
  block: number
  log_index: number
  at: number
  version: number
  metadata: Hex
  /** The operator refuses its metadata. */
  isDenied: boolean
  /** Checked when it was written; null if unknown or refused. */
  document: Metadata | null
  sales: number
  from_price: string | null
  restricted: boolean
}

/** Assets with what a list shows of them. */
const columns = `
  select a.*, o.account as owner, v.version, v.metadata, m.document,
    (select count(*)::int from purchases p where p.asset_id = a.id) as sales,
    (select min(f.price)::text from offers f
      where f.asset_id = a.id and not f.closed) as from_price,
    coalesce((select bool_and(f.policy <> '${zeroAddress}') from offers f
      where f.asset_id = a.id and not f.closed), false) as restricted
  from assets a
  join owners o on o.asset_id = a.id
  join lateral (select version, metadata from versions
    where asset_id = a.id order by version desc limit 1) v on true
  left join metadata m on m.asset_id = a.id and m.version = v.version`

/** Reads assets; `clause` is what follows after `from`, of assets `a`. */
export async function readAssets(
  { database, blobs }: Pick<NodeContext, 'database' | 'blobs'>,
  clause: string,
  values: unknown[],
): Promise<AssetRow[]> {
  const { rows } = await database.query<Omit<AssetRow, 'isDenied'>>(
    `${columns} ${clause}`,
    values,
  )
  return rows.map((row) => {
    const isDenied = blobs.isDenied(metadataCidOf(row.metadata))
    return { ...row, isDenied, document: isDenied ? null : row.document }
  })
}

type Named = { kind: number; retired: boolean; suspended: boolean }

/** The kind, from its number in the contract's enum. */
export function kindOf(row: Pick<Named, 'kind'>) {
  return kinds[row.kind - 1] ?? 'dataset'
}

/** The status; a suspension hides that the asset is retired. */
export function statusOf({ retired, suspended }: Omit<Named, 'kind'>) {
  return statuses[suspended ? 2 : retired ? 1 : 0]
}

/** What a list shows of an asset; its id until the metadata is known. */
export function toSummary(row: AssetRow): AssetSummary {
  const summary = row.document && summaryOf(row.document)
  return {
    assetId: row.id,
    kind: kindOf(row),
    title: summary?.name ?? row.id,
    description: summary?.description ?? '',
    keywords: summary?.keywords ?? [],
    license: summary?.license ?? null,
    status: statusOf(row),
    publisher: row.publisher,
    owner: row.owner,
    publishedAt: row.at,
    version: row.version,
    sales: row.sales,
    fromPrice: row.from_price,
    restricted: row.restricted,
  }
}
