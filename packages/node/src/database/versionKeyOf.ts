import type { Hex } from 'viem'

/** A row of the versions that were indexed. */
export type VersionRow = { asset_id: string; version: number; metadata: Hex }

/** A version in maps and logs. */
export function versionKeyOf(row: VersionRow): string {
  return `${row.asset_id}-${row.version}`
}
