import { SaharaError } from '@sahara/protocol'
import { depositBodySchema } from '@sahara/vault'
import type { z } from 'zod'
import { openShareDatabase } from './openShareDatabase.ts'

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
  /** How many dropped ones it may have to remember before it takes more. */
  maxRemembered: number
}

/** What comes before its version. */
export type PendingTerms = PendingLimits & {
  /** Seconds since the Unix epoch: it takes its room until then at least. */
  roomUntil: number
}

/** Every change is durable when the call returns. */
export type KeyShareStore = {
  get: (name: DepositName) => StoredDeposit | undefined
  /**
   * Keeps a deposit, pending until `settle`. The same key share again replaces
   * what was held, and is pending until the later of both ends. Under one
   * commitment there is one key share for ever: also what was dropped can only
   * be followed by itself.
   *
   * @param terms unless the version is on chain
   * @throws {SaharaError} `KEEPER_QUOTA_EXCEEDED`, and `KEEPER_DEPOSIT_REFUSED`
   *   for another key share under the same commitment
   */
  add: (deposit: StoredDeposit, terms?: PendingTerms | undefined) => void
  /**
   * Keeps the deposit that was published for good and drops the others of its
   * version; does nothing unless it is held.
   */
  settle: (name: DepositName) => void
  /**
   * Drops the pending deposits of a version that expire at `time` or before,
   * and remembers which key shares they were, unless the version is on chain
   * with others.
   */
  forget: (version: {
    assetId: string
    version: number
    /** Seconds since the Unix epoch. */
    time: number
    isPublished: boolean
  }) => void
  /** Whether a deposit was once dropped: it had expired, or was ordered to be. */
  isForgotten: (name: DepositName) => boolean
  /** Whether more may have to be remembered than there is room for. */
  isMemoryFull: (maxRemembered: number) => boolean
  /**
   * Notes that the owner ordered a version dropped, if anything is held of it.
   *
   * @param block final, and with the order
   */
  order: (version: { assetId: string; version: number; block: bigint }) => void
  /** The orders that are not carried out. */
  ordered: () => { assetId: string; version: number; block: bigint }[]
  /**
   * Drops all there is of a version, for good, also from the free pages, and
   * remembers which key shares they were.
   */
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

/** A key share as it is remembered: what its leaf says, but for the keeper. */
const keyShareOf = `
  (deposit ->> '$.message.index') || ':' ||
  (deposit ->> '$.message.epoch') || ':' || (deposit ->> '$.message.shareHash')`

/** What one publisher may hold pending for one version. */
const maxPendingPerVersion = 8

/** Deposits in a database file, so that a kill leaves all or nothing of each. */
export function createKeyShareStore(path: string): KeyShareStore {
  const database = openShareDatabase(path)
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
  const remember = `
    insert or ignore into forgotten
    select asset_id, version, commitment, ${keyShareOf} from deposits
    where ${isNamed}`
  const rememberExpired = database.prepare(
    `${remember} and expires_at <= :time`,
  )
  const rememberAll = database.prepare(remember)
  const selectForgotten = database.prepare(`
    select key_share from forgotten
    where ${isNamed} and commitment = :commitment`)
  // Nothing but what was committed can ever be published, or asked for.
  const dropVain = database.prepare(
    `delete from forgotten where ${isNamed} and commitment <> :commitment`,
  )
  const countForgotten = database.prepare(
    'select count(*) as remembered from forgotten',
  )
  const insertOrder = database.prepare(`
    insert or ignore into shred_orders
    select distinct asset_id, version, :block from deposits where ${isNamed}`)
  const selectOrders = database.prepare(
    'select asset_id as assetId, version, block from shred_orders',
  )
  const deleteOrder = database.prepare(
    `delete from shred_orders where ${isNamed}`,
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

  // Counted once: only the keeper whose folder it is forgets anything.
  let remembered = Number(countForgotten.get()?.remembered)

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

  const isMemoryFull = (maxRemembered: number) => remembered >= maxRemembered

  function checkRoom(deposit: StoredDeposit, limits: PendingLimits): void {
    const { assetId, version, publisher } = deposit.message
    if (isMemoryFull(limits.maxRemembered))
      throw new SaharaError(
        'The keeper has too many deposits to remember that never came on chain.',
        {
          code: 'KEEPER_QUOTA_EXCEEDED',
          hint: 'Publish with other keepers; its operator can give it more room with --max-remembered.',
          details: { scope: 'remembered', limit: limits.maxRemembered },
        },
      )
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
    isMemoryFull,
    add: (deposit, terms) =>
      atomically(() => {
        const { message } = deposit
        const { assetId, version, commitment, publisher, expiresAt } = message
        const held = get(message)
        if (held === undefined && terms) checkRoom(deposit, terms)
        // What it signed for once can be shown for ever: with a signed answer
        // with another key share it would be the proof of a lie.
        const dropped = selectForgotten.get({ assetId, version, commitment })
        const isOther =
          (held && toKeyShare(held) !== toKeyShare(deposit)) ||
          (dropped && dropped.key_share !== toKeyShare(deposit))
        if (isOther)
          throw new SaharaError(
            'The keeper has, or had, another key share under this commitment.',
            {
              code: 'KEEPER_DEPOSIT_REFUSED',
              hint: 'Seal the key anew, under a new salt.',
            },
          )
        insert.run({
          ...{ assetId, version, commitment, publisher },
          expiresAt: Math.max(expiresAt, terms?.roomUntil ?? 0),
          deposit: JSON.stringify(deposit),
        })
      }),
    settle: ({ assetId, version, commitment }) =>
      atomically(() => {
        keep.run({ assetId, version, commitment })
        dropOthers.run({ assetId, version, commitment })
        const vain = dropVain.run({ assetId, version, commitment })
        remembered -= Number(vain.changes)
      }),
    forget: ({ assetId, version, time, isPublished }) =>
      atomically(() => {
        if (!isPublished) {
          const { changes } = rememberExpired.run({ assetId, version, time })
          remembered += Number(changes)
        }
        dropExpired.run({ assetId, version, time })
      }),
    isForgotten: ({ assetId, version, commitment }) =>
      selectForgotten.get({ assetId, version, commitment }) !== undefined,
    order: ({ assetId, version, block }) =>
      void insertOrder.run({ assetId, version, block: String(block) }),
    ordered: () =>
      selectOrders.all().map(({ assetId, version, block }) => ({
        assetId: String(assetId),
        version: Number(version),
        block: BigInt(String(block)),
      })),
    drop: ({ assetId, version }) => {
      atomically(() => {
        const { changes } = rememberAll.run({ assetId, version })
        remembered += Number(changes)
        dropAll.run({ assetId, version })
        deleteOrder.run({ assetId, version })
      })
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

/** As `keyShareOf`. */
function toKeyShare({ message }: StoredDeposit): string {
  return `${message.index}:${message.epoch}:${message.shareHash}`
}
