import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type LocationList, locationListSchema } from '@sahara/protocol/api'

/** A list, and who owned the asset when it was accepted. */
export type KeptList = { owner: string; list: LocationList }

/** The location lists a node has taken. */
export type LocationStore = {
  find: (assetId: string, version: number) => KeptList | undefined
  /** Replaces the list of the version. */
  put: (kept: KeptList) => void
  /** Lists in the order in which they came, after a serial number. */
  after: (serial: number, limit: number) => (KeptList & { serial: number })[]
  close: () => void
}

/**
 * Location lists, one for each version, in a file of their own: no chain can
 * bring them back.
 */
export function createLocationStore(parameters: {
  directory: string
}): LocationStore {
  const database = new DatabaseSync(join(parameters.directory, 'locations.db'))
  database.exec(`pragma journal_mode = wal;
    create table if not exists lists (
      serial integer primary key autoincrement, asset_id text not null,
      version int not null, owner text not null, list text not null,
      unique (asset_id, version))`)
  const find = database.prepare(
    'select * from lists where asset_id = ? and version = ?',
  )
  const put = database.prepare(
    `insert or replace into lists (asset_id, version, owner, list)
     values (?, ?, ?, ?)`,
  )
  const after = database.prepare(
    'select * from lists where serial > ? order by serial limit ?',
  )
  const toKept = (row: Record<string, unknown>) => ({
    owner: String(row.owner),
    list: locationListSchema.parse(JSON.parse(String(row.list))),
  })

  return {
    find: (assetId, version) => {
      const row = find.get(assetId, version)
      return row && toKept(row)
    },
    put: ({ owner, list }) =>
      void put.run(list.assetId, list.version, owner, JSON.stringify(list)),
    after: (serial, limit) =>
      after
        .all(serial, limit)
        .map((row) => ({ ...toKept(row), serial: Number(row.serial) })),
    close: () => database.close(),
  }
}
