import { DatabaseSync } from 'node:sqlite'

/**
 * The database of a keeper's deposits, made or brought up to date.
 *
 * A deposit is pending while `expires_at` is not null. What is in `forgotten`
 * was held once and dropped: its key share is the only one that the keeper takes
 * under that commitment ever again; null, from before they were remembered,
 * is none.
 */
export function openShareDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma secure_delete = on;
    create table if not exists shred_cursor (
      id integer primary key check (id = 1), block text not null);
    create table if not exists shred_orders (
      asset_id text not null,
      version integer not null,
      block text not null,
      primary key (asset_id, version)
    ) without rowid;
    create table if not exists deposits (
      asset_id text not null,
      version integer not null,
      commitment text not null,
      publisher text not null,
      expires_at integer,
      deposit text not null,
      primary key (asset_id, version, commitment)
    ) without rowid;
    create table if not exists forgotten (
      asset_id text not null,
      version integer not null,
      commitment text not null,
      key_share text,
      primary key (asset_id, version, commitment)
    ) without rowid;
    create index if not exists deposits_pending
      on deposits (publisher, asset_id, version) where expires_at is not null;
  `)
  const columns = database.prepare('pragma table_info(forgotten)').all()
  if (!columns.some(({ name }) => name === 'key_share'))
    database.exec('alter table forgotten add column key_share text')
  return database
}
