import { DatabaseSync } from 'node:sqlite'
import { SaharaError } from '@sahara/protocol'
import { depositBodySchema } from '@sahara/vault'
import type { z } from 'zod'

const storedDepositSchema = depositBodySchema.pick({
  message: true,
  proof: true,
  sealed: true,
})

/** A deposit as it lies on disk: the key share is encrypted to the keeper. */
export type StoredDeposit = z.output<typeof storedDepositSchema>

/** One of the deposits for a version. */
export type DepositName = {
  assetId: string
  version: number
  commitment: string
}

/** How many deposits may wait for their version. */
export type PendingLimits = {
  maxPending: number
  maxPendingPerPublisher: number
}

/** Every change is durable when the call returns. */
export type KeyShareStore = {
  get: (name: DepositName) => StoredDeposit | undefined
  /**
   * Keeps a deposit, pending until `settle`. The same key share again replaces
   * what was held, and is pending until the later of both ends.
   *
   * @param limits unless the version is on chain
   * @throws {SaharaError} `KEEPER_QUOTA_EXCEEDED`, and `KEEPER_DEPOSIT_REFUSED`
   *   for another key share under the same commitment
   */
  add: (deposit: StoredDeposit, limits?: PendingLimits | undefined) => void
  /**
   * Keeps the deposit that was published for good and drops the others of its
   * version; does nothing unless it is held.
   */
  settle: (name: DepositName) => void
  /**
   * Drops the pending deposits of a version that expire at `time` or before,
   * and remembers that it did.
   */
  forget: (version: {
    assetId: string
    version: number
    /** Seconds since the Unix epoch. */
    time: number
  }) => void
  /** Whether a deposit was dropped because it expired before it was published. */
  isForgotten: (name: DepositName) => boolean
  /** Drops all there is of a version, for good, also from the free pages. */
  drop: (version: { assetId: string; version: number }) => void
  /** All that is held for good. */
  kept: () => Iterable<StoredDeposit>
  /** The commitments under which something of a version is held. */
  commitmentsOf: (version: { assetId: string; version: number }) => string[]
  /** One deposit of each asset that is held for good. */
  assetsKept: () => StoredDeposit[]
  /** The block up to which orders to drop are carried out; -1 at first. */
  shredCursor: () => bigint
  setShredCursor: (block: bigint) => void
  /** Pending deposits of one publisher or of all. */
  countPending: (publisher?: string) => number
  /** The versions with pending deposits, of one publisher or of all. */
  pendingVersions: (
    publisher?: string,
  ) => { assetId: string; version: number }[]
  close: () => void
}

/** What one publisher may hold pending for one version. */
const maxPendingPerVersion = 8

/** Deposits in a database file, so that a kill leaves all or nothing of each. */
export function createKeyShareStore(path: string): KeyShareStore {
  const database = new DatabaseSync(path)
  // A deposit is pending while expires_at is not null.
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma secure_delete = on;
    create table if not exists shred_cursor (
      id integer primary key check (id = 1), block text not null);
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
      primary key (asset_id, version, commitment)
    ) without rowid;
    create index if not exists deposits_pending
      on deposits (publisher, asset_id, version) where expires_at is not null;
  `)
  const isNamed = 'asset_id = :assetId and version = :version'
  const select = database.prepare(
    `select deposit from deposits where ${isNamed} and commitment = :commitment`,
  )
  const insert = database.prepare(`
    insert into deposits values
      (:assetId, :version, :commitment, :publisher, :expiresAt, :deposit)
    on conflict do update set deposit = excluded.deposit,
      -- Null, which is for good, stays.
      expires_at = max(expires_at, excluded.expires_at)`)
  const count = database.prepare(`
    select count(*) as pending,
      count(*) filter (where publisher = :publisher) as ofPublisher,
      count(*) filter (where publisher = :publisher and ${isNamed}) as ofVersion
    from deposits where expires_at is not null`)
  const countOf = database.prepare(`
    select count(*) as pending from deposits
    where expires_at is not null
      and publisher = coalesce(:publisher, publisher)`)
  const keep = database.prepare(`
    update deposits set expires_at = null
    where ${isNamed} and commitment = :commitment and expires_at is not null`)
  const dropOthers = database.prepare(`
    delete from deposits where ${isNamed} and expires_at is not null
      and exists (select 1 from deposits
        where ${isNamed} and commitment = :commitment)`)
  const dropExpired = database.prepare(
    `delete from deposits where ${isNamed} and expires_at <= :time`,
  )
  const rememberExpired = database.prepare(`
    insert or ignore into forgotten select asset_id, version, commitment
    from deposits where ${isNamed} and expires_at <= :time`)
  const selectForgotten = database.prepare(
    `select 1 from forgotten where ${isNamed} and commitment = :commitment`,
  )
  const takeAgain = database.prepare(
    `delete from forgotten where ${isNamed} and commitment = :commitment`,
  )
  const dropAll = database.prepare(`delete from deposits where ${isNamed}`)
  const selectKept = database.prepare(`
    select deposit, max(version) from deposits where expires_at is null
    group by asset_id`)
  const selectAllKept = database.prepare(
    'select deposit from deposits where expires_at is null',
  )
  const selectCommitments = database.prepare(
    `select commitment from deposits where ${isNamed}`,
  )
  const selectCursor = database.prepare('select block from shred_cursor')
  const saveCursor = database.prepare(
    `insert into shred_cursor values (1, :block)
     on conflict do update set block = excluded.block`,
  )
  const selectPending = database.prepare(`
    select distinct asset_id as assetId, version from deposits
    where expires_at is not null
      and publisher = coalesce(:publisher, publisher)`)

  function get({ assetId, version, commitment }: DepositName) {
    const row = select.get({ assetId, version, commitment })
    if (row === undefined) return undefined
    return storedDepositSchema.parse(JSON.parse(String(row.deposit)))
  }

  /** All or nothing, and on disk at the end. */
  function atomically(change: () => void): void {
    database.exec('begin immediate')
    try {
      change()
      database.exec('commit')
    } catch (error) {
      database.exec('rollback')
      throw error
    }
  }

  function checkRoom(deposit: StoredDeposit, limits: PendingLimits): void {
    const { assetId, version, publisher } = deposit.message
    const pending = count.get({ assetId, version, publisher })
    const bounds = [
      [
        'ofVersion',
        maxPendingPerVersion,
        'Publish one of them, or take a new salt.',
      ],
      [
        'ofPublisher',
        limits.maxPendingPerPublisher,
        'Publish what waits, or let it expire.',
      ],
      ['pending', limits.maxPending, 'Publish with other keepers, or later.'],
    ] as const
    for (const [scope, limit, hint] of bounds)
      if (Number(pending?.[scope]) >= limit)
        throw new SaharaError(
          'The keeper holds too many deposits of versions not on chain.',
          {
            code: 'KEEPER_QUOTA_EXCEEDED',
            hint,
            details: { scope, limit, publisher },
            retryable: true,
          },
        )
  }

  return {
    get,
    add: (deposit, limits) =>
      atomically(() => {
        const { message } = deposit
        const held = get(message)
        if (held === undefined && limits) checkRoom(deposit, limits)
        if (held && !isSameKeyShare(held, deposit))
          throw new SaharaError(
            'The keeper holds another key share under this commitment.',
            {
              code: 'KEEPER_DEPOSIT_REFUSED',
              hint: 'Seal the key anew, under a new salt.',
            },
          )
        const { assetId, version, commitment, publisher, expiresAt } = message
        insert.run({
          ...{ assetId, version, commitment, publisher, expiresAt },
          deposit: JSON.stringify(deposit),
        })
        takeAgain.run({ assetId, version, commitment })
      }),
    settle: ({ assetId, version, commitment }) =>
      atomically(() => {
        keep.run({ assetId, version, commitment })
        dropOthers.run({ assetId, version, commitment })
      }),
    forget: ({ assetId, version, time }) =>
      atomically(() => {
        rememberExpired.run({ assetId, version, time })
        dropExpired.run({ assetId, version, time })
      }),
    isForgotten: ({ assetId, version, commitment }) =>
      selectForgotten.get({ assetId, version, commitment }) !== undefined,
    drop: ({ assetId, version }) => {
      if (dropAll.run({ assetId, version }).changes === 0) return
      // The log would keep it until it is written over.
      database.exec('pragma wal_checkpoint(truncate)')
    },
    kept: function* () {
      for (const { deposit } of selectAllKept.iterate())
        yield storedDepositSchema.parse(JSON.parse(String(deposit)))
    },
    commitmentsOf: ({ assetId, version }) =>
      selectCommitments
        .all({ assetId, version })
        .map(({ commitment }) => String(commitment)),
    assetsKept: () =>
      selectKept
        .all()
        .map(({ deposit }) =>
          storedDepositSchema.parse(JSON.parse(String(deposit))),
        ),
    shredCursor: () => BigInt(String(selectCursor.get()?.block ?? -1)),
    setShredCursor: (block) => void saveCursor.run({ block: String(block) }),
    countPending: (publisher) =>
      Number(countOf.get({ publisher: publisher ?? null })?.pending),
    pendingVersions: (publisher) =>
      selectPending
        .all({ publisher: publisher ?? null })
        .map(({ assetId, version }) => ({
          assetId: String(assetId),
          version: Number(version),
        })),
    close: () => database.close(),
  }
}

function isSameKeyShare(a: StoredDeposit, b: StoredDeposit): boolean {
  return (
    a.message.index === b.message.index &&
    a.message.epoch === b.message.epoch &&
    a.message.shareHash === b.message.shareHash
  )
}
