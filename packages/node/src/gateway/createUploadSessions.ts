import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '@sahara/common'
import { nodeDomain, SaharaError, uploadSessionTypes } from '@sahara/protocol'
import type { Address, Hex, PublicClient } from 'viem'
import { reachChain } from '../reachChain.ts'

export type OpenSessionParameters = {
  account: Address
  /** The node's origin, as its status names it. */
  node: string
  nonce: Hex
  /** Unix seconds, at most a day from now. */
  expiresAt: number
  signature: Hex
}

/** The right of an account to upload for a while. */
export type UploadSession = {
  account: Address
  /** Bearer token of the uploads. */
  token: string
  expiresAt: number
  /** Bytes the account may store in all, and has stored. */
  quota: number
  used: number
}

/** Who may upload, and how much. */
export type UploadSessions = {
  origins: string[]
  open: (parameters: OpenSessionParameters) => Promise<UploadSession>
  /** Whose session this is. */
  accountOf: (token: string) => Address
  /** Counts a blob once for each account; false when it was counted before. */
  reserve: (account: Address, cid: string, size: number) => boolean
  /** Takes a reservation back whose blob was not stored. */
  release: (account: Address, cid: string) => void
  close: () => void
}

const maxSeconds = 86_400

const invalid = (message: string) =>
  new SaharaError(message, {
    code: 'NODE_SESSION_INVALID',
    hint: 'Sign a new upload session for this node.',
  })

/**
 * Who may upload, and how much. Sessions are in memory; what each account
 * stored is in a file of its own, apart from the read model, since no chain
 * can bring it back.
 */
export function createUploadSessions(parameters: {
  directory: string
  chain: PublicClient
  chainId: number
  clock: Clock
  /** The addresses clients may know this node by. */
  origins: string[]
  /** Bytes an account may store. */
  quota: number
}): UploadSessions {
  const { chain, chainId, clock, origins, quota } = parameters
  const database = new DatabaseSync(join(parameters.directory, 'uploads.db'))
  database.exec(`pragma journal_mode = wal;
    create table if not exists uploads (account text not null,
      cid text not null, size int not null, primary key (account, cid))`)
  const insert = database.prepare(
    'insert into uploads values (?, ?, ?) on conflict do nothing',
  )
  const sum = database.prepare(
    'select coalesce(sum(size), 0) as used from uploads where account = ?',
  )
  const find = database.prepare(
    'select 1 from uploads where account = ? and cid = ?',
  )
  const remove = database.prepare(
    'delete from uploads where account = ? and cid = ?',
  )
  const sessions = new Map<string, { account: Address; expiresAt: number }>()
  const nonces = new Map<string, number>()

  /** Adding up 100 GiB takes half a second: once for each account. */
  const totals = new Map<Address, number>()

  function usedBy(account: Address): number {
    const used = totals.get(account) ?? Number(sum.get(account)?.used ?? 0)
    // Whoever opens sessions alone takes no room here.
    if (used > 0) totals.set(account, used)
    return used
  }

  const seconds = () => Math.floor(clock.now() / 1_000)

  function forgetExpired(): void {
    const now = seconds()
    for (const [token, { expiresAt }] of sessions)
      if (expiresAt <= now) sessions.delete(token)
    for (const [nonce, expiresAt] of nonces)
      if (expiresAt <= now) nonces.delete(nonce)
  }

  return {
    origins,
    open: async ({ account, node, nonce, expiresAt, signature }) => {
      forgetExpired()
      const now = seconds()
      if (!origins.includes(node))
        throw invalid('The session is for another node.')
      if (expiresAt <= now || expiresAt > now + maxSeconds)
        throw invalid('The session is expired or too long.')
      const key = `${account}-${nonce}`
      if (nonces.has(key)) throw invalid('The nonce was used before.')
      const valid = await reachChain(() =>
        chain.verifyTypedData({
          address: account,
          domain: nodeDomain(chainId),
          types: uploadSessionTypes,
          primaryType: 'UploadSession',
          message: { account, node, nonce, expiresAt: BigInt(expiresAt) },
          signature,
        }),
      )
      if (!valid || nonces.has(key)) throw invalid('The signature is wrong.')
      nonces.set(key, expiresAt)
      const token = randomBytes(32).toString('base64url')
      sessions.set(token, { account, expiresAt })
      return { account, token, expiresAt, quota, used: usedBy(account) }
    },
    accountOf: (token) => {
      const session = sessions.get(token)
      if (!session || session.expiresAt <= seconds())
        throw invalid('The session is unknown or expired.')
      return session.account
    },
    reserve: (account, cid, size) => {
      if (find.get(account, cid)) return false
      const used = usedBy(account)
      if (used + size > quota)
        throw new SaharaError(
          `The account stores ${used} bytes here of at most ${quota}.`,
          {
            code: 'NODE_QUOTA_EXCEEDED',
            hint: 'Upload to another node, or ask its operator for more room.',
            details: { account, used, size, quota },
          },
        )
      insert.run(account, cid, size)
      totals.set(account, used + size)
      return true
    },
    release: (account, cid) => {
      remove.run(account, cid)
      totals.delete(account)
    },
    close: () => database.close(),
  }
}
