import { DatabaseSync } from 'node:sqlite'

/** The requests that were used. */
export type NonceStore = {
  /** True the first time, durably; false for every later use. */
  use: (parameters: {
    requester: string
    nonce: string
    /** Seconds since the Unix epoch, until which the nonce is remembered. */
    expiresAt: number
    /** Seconds since the Unix epoch. */
    now: number
  }) => boolean
  close: () => void
}

/** Remembers which requests were used, across restarts, until they expire. */
export function createNonceStore(path: string): NonceStore {
  const database = new DatabaseSync(path)
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    create table if not exists nonces (
      requester text not null,
      nonce text not null,
      expires_at integer not null,
      primary key (requester, nonce)
    ) without rowid;
    create index if not exists nonces_expiry on nonces (expires_at);
  `)
  const forget = database.prepare('delete from nonces where expires_at < ?')
  const insert = database.prepare(
    'insert or ignore into nonces (requester, nonce, expires_at) values (?, ?, ?)',
  )
  return {
    use: ({ requester, nonce, expiresAt, now }) => {
      forget.run(now)
      return insert.run(requester, nonce, expiresAt).changes === 1
    },
    close: () => database.close(),
  }
}
