import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { createCommon, systemClock } from '@sahara/common'
import { localChainId, metadataCidOf } from '@sahara/protocol'
import { createMemoryBlobStore, importFile } from '@sahara/vault'
import { Validator } from '@seriousme/openapi-schema-validator'
import { createPublicClient, type Hex, http, zeroAddress, zeroHash } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBlobGateway } from '../gateway/createBlobGateway.ts'
import { createMetadataLoader } from '../gateway/createMetadataLoader.ts'
import { createUploadSessions } from '../gateway/createUploadSessions.ts'
import { createIndexer } from '../indexer/createIndexer.ts'
import {
  createLocationStore,
  type LocationStore,
} from '../locations/createLocationStore.ts'
import { createLocations } from '../locations/createLocations.ts'
import { createOrderBook } from '../orders/createOrderBook.ts'
import { type OrderStore, openOrderStore } from '../orders/openOrderStore.ts'
import { createApi } from './createApi.ts'

const addressOf = (digit: number) => `0x${String(digit).repeat(40)}`
const idOf = (digit: number) => `0x${String(digit).repeat(64)}`

let folder: string
let database: PGlite
let sessions: ReturnType<typeof createUploadSessions>
let locations: LocationStore
let orders: OrderStore
let api: OpenAPIHono
let cid: string
const denied = new Set<string>()
/** Turns of the faucet; the first fails. */
let turns = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sahara-api-'))
  database = await PGlite.create()
  const common = createCommon('test', { logLevel: 'silent' })
  const { clock, logger } = common
  // Nothing here asks the chain.
  const chain = createPublicClient({ transport: http('http://127.0.0.1:1') })
  const store = createMemoryBlobStore()
  cid = (await importFile(store, new TextEncoder().encode('abc'))).cid
  const blobs = createBlobGateway({
    store,
    peers: [],
    isDenied: (cid) => denied.has(cid),
  })
  const indexer = await createIndexer({ database, chain, clock, logger })
  sessions = createUploadSessions({
    directory: folder,
    chain,
    chainId: localChainId,
    clock: systemClock,
    origins: [],
    quota: 0,
  })
  locations = createLocationStore({ directory: folder })
  orders = openOrderStore(folder)
  api = createApi({
    common,
    database,
    chain,
    chainId: localChainId,
    indexer,
    metadata: createMetadataLoader({ database, blobs, clock, logger }),
    blobs,
    sessions,
    locations: createLocations({
      database,
      chain,
      chainId: localChainId,
      store: locations,
    }),
    orders: createOrderBook({
      store: orders,
      chain,
      chainId: localChainId,
      clock,
      blockOf: () => indexer.state().cursor?.block,
    }),
    consensus: undefined,
    faucet: async () => {
      turns += 1
      if (turns === 1) throw new RangeError('out of luck')
      return { token: BigInt(turns), native: 0n, transactionHashes: [] }
    },
  })
  for (const digit of [1, 2, 3]) {
    const asset = [idOf(digit), addressOf(digit)]
    await database.query(
      `insert into assets values ($1, $2, 1, false, false, null, $3, 0, 0)`,
      [...asset, digit],
    )
    await database.query('insert into owners values ($1, $2)', asset)
    await database.query('insert into versions values ($1, 1, $1, $2, 0)', [
      asset[0],
      zeroHash,
    ])
    await database.query('insert into access values ($1, $2, 1)', [
      zeroAddress,
      asset[0],
    ])
    await database.query(`insert into keepers values ($1, true, 1, '', '')`, [
      asset[1],
    ])
  }
})

afterAll(async () => {
  sessions.close()
  locations.close()
  orders.close()
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

/** All items of a list, asked for one by one. */
async function pagesOf(path: string): Promise<unknown[]> {
  const items: unknown[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: unknown[]; nextCursor: string | null } = await (
      await api.request(`${path}?limit=1${cursor && `&cursor=${cursor}`}`)
    ).json()
    expect(page.items).toHaveLength(1)
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return items
}

const askFaucet = (key: string, account = zeroAddress) =>
  api.request('/api/v1/faucet', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ account }),
  })

describe('createApi', () => {
  test('error: LIGHT_NO_VALIDATORS where the chain has none, INPUT_INVALID for no height', async () => {
    for (const path of ['commit', 'commit?height=3', 'validators?height=3']) {
      const answer = await api.request(`/api/v1/consensus/${path}`)
      expect(answer.status).toBe(404)
      expect(await answer.json()).toMatchObject({ code: 'LIGHT_NO_VALIDATORS' })
    }
    const asked = ['commit?height=0', 'commit?height=-1', 'validators']
    for (const path of [...asked, 'validators?height=1&per_page=101']) {
      const answer = await api.request(`/api/v1/consensus/${path}`)
      expect(await answer.json()).toMatchObject({ code: 'INPUT_INVALID' })
    }
  })

  test('behavior: a stock validator accepts /openapi.json, which has every route', async () => {
    const document = await (await api.request('/openapi.json')).json()
    const validator = new Validator()
    const { valid, errors } = await validator.validate(document)
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
    expect(validator.version).toBe('3.1')
    const documented = Object.entries<Record<string, unknown>>(
      document.paths,
    ).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const served = api.routes
      .filter(
        ({ method, path }) => method !== 'ALL' && !/docs|openapi/.test(path),
      )
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(documented.sort()).toEqual([...new Set(served)].sort())
  })

  test('behavior: the docs page needs nothing but this node', async () => {
    const page = await api.request('/docs')
    expect(page.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'",
    )
    const html = await page.text()
    expect(html).not.toMatch(/https?:/)
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, path]) => path,
    )
    expect(files).toHaveLength(5)
    for (const file of files)
      expect((await api.request(`/${file}`)).status, file).toBe(200)
    expect((await api.request('/docs/package.json')).status).toBe(404)
  })

  test('behavior: what has not changed is not sent again', async () => {
    for (const path of ['/api/v1/assets', `/api/v1/assets/${idOf(1)}`]) {
      const first = await api.request(path)
      const etag = first.headers.get('etag') ?? ''
      expect(first.headers.get('cache-control')).toBe('no-cache')
      for (const tag of [etag, `"other", W/${etag}`, '*']) {
        const again = await api.request(path, {
          headers: { 'if-none-match': tag, origin: 'http://elsewhere' },
        })
        expect(again.status).toBe(304)
        expect(await again.text()).toBe('')
        expect(again.headers.get('etag')).toBe(etag)
        expect(again.headers.get('access-control-allow-origin')).toBe('*')
      }
      const other = { headers: { 'if-none-match': '"other"' } }
      expect((await api.request(path, other)).status).toBe(200)
    }
    const missing = await api.request(`/api/v1/assets/${idOf(9)}`)
    expect(missing.status).toBe(404)
    expect(missing.headers.get('etag')).toBeNull()
  })

  test('behavior: lists come in pages', async () => {
    const assets = await pagesOf('/api/v1/assets')
    expect(assets).toMatchObject([3, 2, 1].map((n) => ({ assetId: idOf(n) })))
    const licences = await pagesOf(`/api/v1/accounts/${zeroAddress}/licences`)
    expect(licences).toMatchObject([1, 2, 3].map((n) => ({ assetId: idOf(n) })))
    const keepers = await pagesOf('/api/v1/keepers')
    expect(keepers).toMatchObject(
      [1, 2, 3].map((n) => ({ address: addressOf(n) })),
    )
  })

  test('behavior: challenges of a keeper tell how they ended', async () => {
    const keeper = addressOf(1)
    for (const digit of [1, 2])
      await database.query(
        `insert into challenges values
         ($1, 0, $2, 5, $2, $3, $2, 1, 2, $3, 35, 'open')`,
        [digit, idOf(digit), keeper],
      )
    await database.query(
      `update challenges set state = 'silent', penalty = 7,
       settled_transaction = id, settled_at = 36 where block = 1`,
    )
    const ended = { at: 36, transactionHash: idOf(1) }
    const challenge = { challenger: keeper, version: 1, index: 2, answerBy: 35 }
    expect(await pagesOf(`/api/v1/keepers/${keeper}/challenges`)).toMatchObject(
      [
        { ...challenge, id: idOf(2), state: 'open', settled: null },
        { ...challenge, state: 'silent', penalty: '7', settled: ended },
      ],
    )
  })

  test('behavior: sales and purchases tell what became of their payments', async () => {
    const payer = addressOf(7)
    for (const digit of [1, 2, 3]) {
      const id = idOf(digit)
      await database.query(
        `insert into purchases
         values ($1, 0, $2, 5, $2, $2, $3, $3, $4, 7, 4294967295)`,
        [digit, id, payer, idOf(1)],
      )
      if (digit > 1)
        await database.query(
          `insert into held_payments
           values ($1, $2, $3, $4, 1, 7, 250, $1, 9, 'held')`,
          [id, payer, idOf(1), digit],
        )
    }
    await database.query(
      `update held_payments set state = 'refunded', settled_block = 4,
       settled_log_index = 0, settled_transaction = $1, settled_at = 8
       where purchase_id = $1`,
      [idOf(3)],
    )
    await database.query(
      `insert into key_faults values ($1, 4, 1, $1, 8, $2)`,
      [idOf(2), payer],
    )
    const held = { until: 9, commitment: idOf(2), keyFaulty: true }
    const told = [
      {
        purchaseId: idOf(3),
        hold: {
          state: 'refunded',
          keyFaulty: false,
          settled: { at: 8, transactionHash: idOf(3) },
        },
      },
      {
        purchaseId: idOf(2),
        hold: { ...held, state: 'held', settled: null },
      },
      { purchaseId: idOf(1), hold: null, expiresAt: null },
    ]
    const bought = `/api/v1/accounts/${payer}/purchases`
    for (const path of [bought, `/api/v1/assets/${idOf(1)}/sales`])
      expect(await pagesOf(path)).toMatchObject(told)
    const page = await (await api.request(`${bought}?state=held`)).json()
    expect(page).toMatchObject({ items: [told[1]], nextCursor: null })
    const asset = await (await api.request(`/api/v1/assets/${idOf(1)}`)).json()
    expect(asset.totals).toMatchObject({ paid: '0', held: '7', refunded: '7' })
  })

  test('error: BLOB_DENIED: what the operator refuses is neither served nor listed', async () => {
    const path = `/api/v1/assets/${idOf(2)}`
    denied.add(cid).add(metadataCidOf(idOf(2) as Hex))
    for (const refused of [
      `/ipfs/${cid}?format=raw`,
      `/ipfs/${cid}?format=car`,
      `${path}/metadata`,
    ]) {
      const answer = await api.request(refused)
      expect(answer.status, refused).toBe(410)
      expect(await answer.json()).toMatchObject({ code: 'BLOB_DENIED' })
    }
    const held = await api.request(`/ipfs/${cid}?format=raw`, {
      method: 'HEAD',
      headers: { 'cache-control': 'only-if-cached' },
    })
    expect(held.status).toBe(410)
    const { items } = await (await api.request('/api/v1/assets')).json()
    expect(items).toMatchObject([3, 1].map((n) => ({ assetId: idOf(n) })))
    // What is on chain is told as ever.
    const asset = await (await api.request(path)).json()
    expect(asset).toMatchObject({ title: idOf(2), metadata: null })
    denied.clear()
    const open = await api.request(`/ipfs/${cid}?format=raw`)
    expect(open.status).toBe(200)
  })

  test('behavior: a call with the same Idempotency-Key is done once', async () => {
    expect((await askFaucet('one')).status).toBe(500)
    // What failed is done again, and by one of two that come together.
    const both = await Promise.all([askFaucet('one'), askFaucet('one')])
    const bodies = await Promise.all(both.map((answer) => answer.json()))
    expect(bodies).toEqual([bodies[0], bodies[0]])
    expect(bodies[0].token).toBe('2')
    expect((await (await askFaucet('one')).json()).token).toBe('2')
    expect(turns).toBe(2)
    expect((await (await askFaucet('two')).json()).token).toBe('3')
    const reused = await askFaucet('one', addressOf(1) as typeof zeroAddress)
    expect(reused.status).toBe(422)
    expect(await reused.json()).toMatchObject({
      code: 'NODE_IDEMPOTENCY_KEY_REUSED',
    })
    expect((await askFaucet('a b')).status).toBe(400)
  })

  test('behavior: the gateway serves blocks with their own tag', async () => {
    const block = await api.request(`/ipfs/${cid}?format=raw`)
    expect(await block.text()).toBe('abc')
    expect(block.headers.get('etag')).toBe(`"${cid}"`)
  })
})
