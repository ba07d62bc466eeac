import { isDeepStrictEqual } from 'node:util'
import type { PGlite } from '@electric-sql/pglite'
import {
  checkLocations,
  SaharaError,
  toLocationListMessage,
} from '@sahara/protocol'
import type { LocationList } from '@sahara/protocol/api'
import type { Address, Hex, PublicClient } from 'viem'
import { pageOf } from '../api/pageOf.ts'
import { reachChain } from '../reachChain.ts'
import type { LocationStore } from './createLocationStore.ts'

/** Where owners say the blobs of their versions lie. */
export type Locations = {
  /**
   * Keeps a list, if the owner of the asset signed it and it is newer.
   *
   * @throws {SaharaError} `ASSET_NOT_FOUND`, `LOCATIONS_INVALID`,
   * `LOCATIONS_OUTDATED`, `CHAIN_UNREACHABLE`
   */
  accept: (list: LocationList) => Promise<void>
  /** The list of the present owner, with that owner. */
  find: (
    assetId: string,
    version: number,
  ) => Promise<{ owner: Address; list: LocationList } | undefined>
  /** Lists for peers, in the order in which they came. */
  page: (
    cursor: number,
    limit: number,
  ) => { items: LocationList[]; nextCursor: string | null }
}

/** The location lists this node knows; see specs/location-lists.md. */
export function createLocations(parameters: {
  database: PGlite
  chain: Pick<PublicClient, 'verifyTypedData'>
  chainId: number
  store: LocationStore
}): Locations {
  const { database, chain, chainId, store } = parameters

  async function ownerOf(
    assetId: string,
    version: number,
  ): Promise<Address | undefined> {
    const { rows } = await database.query<{ account: Address }>(
      `select o.account from owners o
       join versions v on v.asset_id = o.asset_id and v.version = $2
       where o.asset_id = $1`,
      [assetId, version],
    )
    return rows[0]?.account
  }

  async function isSigned(owner: Address, list: LocationList) {
    return reachChain(() =>
      chain.verifyTypedData({
        address: owner,
        ...toLocationListMessage(chainId, list),
        signature: list.signature as Hex,
      }),
    )
  }

  /** True for the list that is kept; older ones are refused. */
  function isKnown(owner: Address, list: LocationList): boolean {
    const { assetId, version, sequence, locations } = list
    const known = store.find(assetId, version)
    // A new owner begins anew.
    if (known?.owner !== owner || known.list.sequence < sequence) return false
    const { list: kept } = known
    if (
      kept.sequence === sequence &&
      isDeepStrictEqual(kept.locations, locations)
    )
      return true
    throw new SaharaError('A newer location list is known.', {
      code: 'LOCATIONS_OUTDATED',
      hint: 'Sign the list again with a higher sequence.',
      details: { assetId, version, sequence: kept.sequence },
    })
  }

  return {
    accept: async (list) => {
      const { assetId, version } = list
      const details = { assetId, version }
      checkLocations(chainId, list.locations)
      const owner = await ownerOf(assetId, version)
      if (!owner)
        throw new SaharaError('No asset has this id and version.', {
          code: 'ASSET_NOT_FOUND',
          hint: 'Check both; a version counts once its block is final.',
          details,
        })
      if (isKnown(owner, list)) return
      if (!(await isSigned(owner, list)))
        throw new SaharaError('The owner did not sign this list.', {
          code: 'LOCATIONS_INVALID',
          hint: 'Ask another node for the list, or the owner to sign it anew.',
          details: { ...details, owner },
        })
      // Again: another may have come while the chain was asked.
      if (!isKnown(owner, list)) store.put({ owner, list })
    },
    find: async (assetId, version) => {
      const known = store.find(assetId, version)
      const owner = known && (await ownerOf(assetId, version))
      return owner && known.owner === owner
        ? { owner, list: known.list }
        : undefined
    },
    page: (cursor, limit) => {
      const rows = store.after(cursor, limit + 1)
      const { items, nextCursor } = pageOf(rows, limit, ({ serial }) =>
        String(serial),
      )
      return { items: items.map(({ list }) => list), nextCursor }
    },
  }
}
