import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createLogger, systemClock } from '@sahara/common'
import { localChainId, toLocationListMessage } from '@sahara/protocol'
import type { Location, LocationList } from '@sahara/protocol/api'
import type { Hex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { verifyTypedData } from 'viem/utils'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { prepareSchema } from '../database/prepareSchema.ts'
import { createLocationExchange } from './createLocationExchange.ts'
import {
  createLocationStore,
  type LocationStore,
} from './createLocationStore.ts'
import { createLocations, type Locations } from './createLocations.ts'

const alice = privateKeyToAccount(generatePrivateKey())
const bob = privateKeyToAccount(generatePrivateKey())
const idOf = (digit: number): Hex => `0x${String(digit).repeat(64)}`
const here: Location = { kind: 'gateway', url: 'http://127.0.0.1:4600' }

let folder: string
let database: PGlite
let stores: LocationStore[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sahara-locations-'))
  database = await PGlite.create()
  await prepareSchema(database)
})
beforeEach(async () => {
  for (const store of stores) store.close()
  stores = []
  await database.exec('truncate owners, versions')
  await own(1, alice.address)
})
afterAll(async () => {
  for (const store of stores) store.close()
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

/** The read model says that the asset with its first version is theirs. */
async function own(digit: number, account: string): Promise<void> {
  await database.query(
    `insert into owners values ($1, $2)
     on conflict (asset_id) do update set account = $2`,
    [idOf(digit), account.toLowerCase()],
  )
  await database.query(
    `insert into versions values ($1, 1, $2, $2, 0) on conflict do nothing`,
    [idOf(digit), idOf(0)],
  )
}

/** A node of its own; accounts are plain keys, so no chain is asked. */
async function open(chainId = localChainId): Promise<Locations> {
  const store = createLocationStore({
    directory: await mkdtemp(join(folder, 'node-')),
  })
  stores.push(store)
  return createLocations({
    database,
    chain: { verifyTypedData },
    chainId,
    store,
  })
}

async function sign(
  list: Partial<LocationList> = {},
  account = alice,
  chainId = localChainId,
): Promise<LocationList> {
  const full = {
    assetId: idOf(1),
    version: 1,
    sequence: 7,
    locations: [here],
    ...list,
  }
  const signature = await account.signTypedData(
    toLocationListMessage(chainId, full),
  )
  return { ...full, signature }
}

const codeOf = (run: Promise<unknown>) =>
  run.then(
    () => 'done',
    (error) => error.code,
  )

describe('createLocations', () => {
  test('default: keeps what the owner signed', async () => {
    const locations = await open()
    const list = await sign()
    expect(await locations.find(idOf(1), 1)).toBeUndefined()
    await locations.accept(list)
    expect((await locations.find(idOf(1), 1))?.list).toEqual(list)
    expect(locations.page(0, 10)).toEqual({ items: [list], nextCursor: null })
  })

  test('error: LOCATIONS_INVALID for what the owner did not sign', async () => {
    const locations = await open()
    await own(2, alice.address)
    const list = await sign()
    for (const forged of [
      await sign({}, bob),
      await sign({}, alice, 1),
      { ...list, sequence: 8 },
      { ...list, assetId: idOf(2) },
      { ...list, locations: [] },
    ])
      expect(await codeOf(locations.accept(forged))).toBe('LOCATIONS_INVALID')
    expect(locations.page(0, 10).items).toEqual([])
    const later = await sign({ version: 2 })
    expect(await codeOf(locations.accept(later))).toBe('ASSET_NOT_FOUND')
  })

  test('error: LOCATIONS_OUTDATED for an older list, also as a replay', async () => {
    const locations = await open()
    const older = await sign({ locations: [] })
    const newer = await sign({ sequence: 8 })
    await locations.accept(older)
    await locations.accept(newer)
    await locations.accept(newer)
    for (const list of [older, await sign({ sequence: 8, locations: [] })])
      expect(await codeOf(locations.accept(list))).toBe('LOCATIONS_OUTDATED')
    expect((await locations.find(idOf(1), 1))?.list).toEqual(newer)
  })

  test('behavior: a new owner begins anew, and the old one has no say', async () => {
    const locations = await open()
    const old = await sign({ sequence: 100 })
    await locations.accept(old)
    await own(1, bob.address)
    expect(await locations.find(idOf(1), 1)).toBeUndefined()
    expect(await codeOf(locations.accept(old))).toBe('LOCATIONS_INVALID')
    const list = await sign({ sequence: 1, locations: [] }, bob)
    await locations.accept(list)
    expect(await codeOf(locations.accept(old))).toBe('LOCATIONS_INVALID')
    expect((await locations.find(idOf(1), 1))?.list).toEqual(list)
  })

  test('error: LOCATIONS_INVALID on a network for addresses at hand', async () => {
    const locations = await open(1)
    const list = await sign({}, alice, 1)
    expect(await codeOf(locations.accept(list))).toBe('LOCATIONS_INVALID')
  })
})

describe('createLocationExchange', () => {
  const signal = AbortSignal.timeout(60_000)

  /** Peers by their host names; answers are counted. */
  function exchangeOf(to: Locations, answers: Record<string, () => object>) {
    const asked: string[] = []
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { hostname } = new URL(String(input))
      const answer = JSON.stringify(answers[hostname]?.())
      const isKnown = new Headers(init?.headers).get('if-none-match') === answer
      asked.push(`${hostname} ${isKnown ? 304 : 200}`)
      return isKnown
        ? new Response(null, { status: 304 })
        : new Response(answer, { headers: { etag: answer } })
    }
    const exchange = createLocationExchange({
      locations: to,
      peers: Object.keys(answers).map((host) => `http://${host}/`),
      clock: systemClock,
      logger: createLogger('test', { level: 'silent' }),
      fetch,
    })
    return { asked, runOnce: () => exchange.runOnce(signal) }
  }

  test('default: takes over what peers have, and reads a page once', async () => {
    const from = await open()
    const to = await open()
    const { asked, runOnce } = exchangeOf(to, { peer: () => from.page(0, 100) })
    await from.accept(await sign())
    await runOnce()
    await runOnce()
    const newer = await sign({ sequence: 8, locations: [] })
    await from.accept(newer)
    await runOnce()
    expect(asked).toEqual(['peer 200', 'peer 304', 'peer 200'])
    expect((await to.find(idOf(1), 1))?.list).toEqual(newer)
  })

  test('behavior: no peer hides what another has, nor makes a list up', async () => {
    const to = await open()
    const list = await sign()
    const items = [{ later: 'form' }, await sign({ sequence: 9 }, bob), list]
    const { runOnce } = exchangeOf(to, {
      broken: () => ({ items: 'none' }),
      liar: () => ({ items, nextCursor: null }),
    })
    await runOnce()
    expect(to.page(0, 10).items).toEqual([list])
  })

  test('behavior: a list that came before its asset is read again', async () => {
    const to = await open()
    const list = await sign({ assetId: idOf(3) })
    const page = { items: [list], nextCursor: null }
    const { runOnce } = exchangeOf(to, { peer: () => page })
    await runOnce()
    expect(to.page(0, 10).items).toEqual([])
    await own(3, alice.address)
    await runOnce()
    expect(to.page(0, 10).items).toEqual([list])
  })
})
