import type { EscrowModel, ModelAgreement } from './createEscrowModel.ts'
import { refuseIf } from './refuseIf.ts'

export type ModelStatus = 'none' | 'active' | 'retired' | 'suspended'

/**
 * Whose an asset is and whether it is sold, once more, written from
 * `protocol.md` and what IAssetRegistry says. Versions count from 1; `now` in
 * Unix seconds; what must be refused throws.
 */
export type AssetModel = {
  /** Locks the bond. */
  publish: (asset: string, publisher: string, first: ModelVersion) => void
  /** @param number what the owner takes the version for */
  addVersion: (
    caller: string,
    asset: string,
    added: ModelVersion & { number: number },
    now: number,
  ) => void
  transfer: (asset: string, to: string) => void
  retire: (caller: string, asset: string, now: number) => void
  /** By the DAO; the owner may leave all the same. */
  suspend: (asset: string) => void
  resume: (asset: string) => void
  releaseBond: (asset: string, now: number) => void
  ownerOf: (asset: string) => string | undefined
  /** In their order. */
  versionsOf: (asset: string) => readonly ModelVersion[]
  /** Of the newest version, which is the one that is sold. */
  commitmentOf: (asset: string) => string | undefined
  statusOf: (asset: string) => ModelStatus
  /** When another version came, or none was sold any more. Undefined: it is. */
  soldUntilOf: (asset: string, version: number) => number | undefined
  /** Why publishing would be refused, each true or false. */
  refusalsOf: (asset: string, publisher: string) => Record<string, boolean>
}

export type ModelVersion = { metadata: string; commitment: string }

/** @param options.terms what the DAO has set: wei, seconds */
export function createAssetModel(options: {
  escrow: EscrowModel
  terms: { bondWei: bigint; bondDelay: number }
  bondOf: (asset: string, publisher: string) => ModelAgreement
}): AssetModel {
  const { escrow, terms, bondOf } = options
  const assets = new Map<
    string,
    {
      publisher: string
      owner: string
      versions: ModelVersion[]
      /** When each got a successor, in their order. */
      followedAt: number[]
      retiredAt?: number
      isBondBack?: boolean
      isSuspended?: boolean
    }
  >()

  const statusOf = (asset: string): ModelStatus => {
    const found = assets.get(asset)
    if (!found) return 'none'
    if (found.isSuspended) return 'suspended'
    return found.retiredAt === undefined ? 'active' : 'retired'
  }
  const versionsOf = (asset: string) => assets.get(asset)?.versions ?? []
  const refusalsOf = (asset: string, publisher: string) => ({
    'published before': assets.has(asset),
    'too little aside':
      escrow.depositOf(bondOf(asset, publisher)).free < terms.bondWei,
  })

  return {
    ...{ statusOf, refusalsOf, versionsOf },
    ownerOf: (asset) => assets.get(asset)?.owner,
    commitmentOf: (asset) => versionsOf(asset).at(-1)?.commitment,
    soldUntilOf: (asset, version) =>
      assets.get(asset)?.followedAt[version - 1] ??
      assets.get(asset)?.retiredAt,
    publish: (asset, publisher, first) => {
      refuseIf(refusalsOf(asset, publisher))
      escrow.lock(bondOf(asset, publisher), terms.bondWei)
      assets.set(asset, {
        ...{ publisher, owner: publisher, versions: [first], followedAt: [] },
      })
    },
    addVersion: (caller, asset, { number, ...added }, now) => {
      const found = assets.get(asset)
      refuseIf({
        'not the owner': found?.owner !== caller,
        'not for sale': statusOf(asset) !== 'active',
        'another version is next': number !== versionsOf(asset).length + 1,
      })
      found?.versions.push(added)
      found?.followedAt.push(now)
    },
    transfer: (asset, to) => {
      const found = assets.get(asset)
      if (found) found.owner = to
    },
    retire: (caller, asset, now) => {
      const found = assets.get(asset)
      refuseIf({
        'not the owner': found?.owner !== caller,
        'retired before': found?.retiredAt !== undefined,
      })
      if (found) found.retiredAt = now
    },
    suspend: (asset) => {
      const found = assets.get(asset)
      refuseIf({ 'suspended before': found?.isSuspended === true })
      if (found) found.isSuspended = true
    },
    resume: (asset) => {
      const found = assets.get(asset)
      refuseIf({ 'not suspended': found?.isSuspended !== true })
      if (found) found.isSuspended = false
    },
    releaseBond: (asset, now) => {
      const found = assets.get(asset)
      const { retiredAt } = found ?? {}
      refuseIf({
        'not retired': retiredAt === undefined || found?.isBondBack === true,
        'bond not due':
          retiredAt !== undefined && now < retiredAt + terms.bondDelay,
      })
      if (!found) return
      const bond = bondOf(asset, found.publisher)
      escrow.release(bond, escrow.depositOf(bond).locked)
      found.isBondBack = true
    },
  }
}
