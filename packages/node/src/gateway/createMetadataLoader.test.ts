import { PGlite } from '@electric-sql/pglite'
import { type Clock, createLogger } from '@sahara/common'
import { metadataDigestOf, toMetadata } from '@sahara/protocol'
import { createMemoryBlobStore, importFile } from '@sahara/vault'
import { type Hex, zeroAddress, zeroHash } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { prepareSchema } from '../database/prepareSchema.ts'
import { createBlobGateway } from './createBlobGateway.ts'
import { createMetadataLoader } from './createMetadataLoader.ts'

const logger = createLogger('test', { level: 'silent' })
const cid = 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku'
const idOf = (index: number): Hex => `0x${String(index).padStart(64, '0')}`

let database: PGlite
let now = 0
const clock: Clock = { now: () => now, sleep: () => Promise.resolve() }

/** A document that speaks of the asset. */
const documentOf = (index: number) =>
  JSON.stringify(
    toMetadata({
      description: { name: `Asset ${index}` },
      blobs: [],
      publisher: zeroAddress,
      chainId: 1,
      publishedAt: 0,
      sahara: {
        schema: 1,
        kind: 'dataset',
        assetId: idOf(index),
        version: 1,
        manifest: cid,
        blobs: [],
        size: 0,
        files: 0,
        threshold: 2,
        keyCommitment: zeroHash,
        keyShares: [
          { index: 1, keeper: zeroAddress, epoch: 1, hash: zeroHash },
        ],
        ownerKey: '',
        terms: '',
        parents: [],
      },
    }),
  )

/** An asset on chain whose metadata is this; returns the blob. */
async function index(number: number, document: string) {
  const store = createMemoryBlobStore()
  const bytes = new TextEncoder().encode(document)
  const { cid } = await importFile(store, bytes)
  await database.query('insert into versions values ($1, 1, $2, $3, 0)', [
    idOf(number),
    metadataDigestOf(cid),
    zeroHash,
  ])
  return { cid, bytes }
}

const titles = async () =>
  (
    await database.query<{ name: string | null }>(
      `select document->>'name' as name from metadata order by asset_id`,
    )
  ).rows.map(({ name }) => name)

/** A loader whose peer answers like this. */
function loaderOf(peer: (path: string) => Response) {
  const store = createMemoryBlobStore()
  const blobs = createBlobGateway({
    store,
    peers: ['http://peer.test'],
    fetch: async (input) => peer(new URL(String(input)).pathname),
  })
  return createMetadataLoader({
    database,
    blobs,
    clock,
    logger,
    patienceMs: 10_000,
  })
}

const gone = () => {
  throw new TypeError('connection refused')
}
const has =
  (blob: { cid: string; bytes: Uint8Array<ArrayBuffer> }) => (path: string) =>
    path === `/ipfs/${blob.cid}`
      ? new Response(blob.bytes)
      : new Response(null, { status: 404 })

beforeAll(async () => {
  database = await PGlite.create()
  await prepareSchema(database)
})
beforeEach(() => database.exec('truncate versions, metadata'))
afterAll(() => database.close())

describe('createMetadataLoader', () => {
  test('default: settled once what was indexed is in the read model', async () => {
    const loader = loaderOf(has(await index(1, documentOf(1))))
    expect(loader.isSettled()).toBe(false)
    await loader.load()
    expect(loader.isSettled()).toBe(true)
    expect(await titles()).toEqual(['Asset 1'])
    loader.expectMore()
    expect(loader.isSettled()).toBe(false)
    await loader.load()
    expect(loader.isSettled()).toBe(true)
  })

  test('behavior: what no peer has holds nothing up', async () => {
    await index(1, documentOf(1))
    const loader = loaderOf(() => new Response(null, { status: 404 }))
    await loader.load()
    expect(loader.isSettled()).toBe(true)
    expect(loader.missing()).toBe(1)
  })

  test('behavior: waits for a peer that does not answer, but not for ever', async () => {
    const blob = await index(1, documentOf(1))
    let answer: (path: string) => Response = gone
    const loader = loaderOf((path) => answer(path))
    await loader.load()
    expect(loader.isSettled()).toBe(false)
    now += 9_999
    await loader.load()
    expect(loader.isSettled()).toBe(false)
    now += 1
    expect(loader.isSettled()).toBe(true)
    // The next asset is not waited for either, while the peer is away.
    await index(2, documentOf(2))
    loader.expectMore()
    await loader.load()
    expect(loader.isSettled()).toBe(true)

    answer = has(blob)
    now += 600_000
    await loader.load()
    expect(await titles()).toEqual(['Asset 1'])
    answer = gone
    await index(3, documentOf(3))
    loader.expectMore()
    await loader.load()
    expect(loader.isSettled()).toBe(false)
  })

  test('behavior: asks no more in a round in which no peer answers', async () => {
    for (let number = 1; number <= 50; number++)
      await index(number, documentOf(number))
    let asked = 0
    const loader = loaderOf(() => {
      asked += 1
      throw new TypeError('connection refused')
    })
    await loader.load()
    expect(asked).toBeLessThanOrEqual(8)
    expect(loader.isSettled()).toBe(false)
  })

  test('behavior: a document of another asset, or none, is no title', async () => {
    const other = await index(1, documentOf(7))
    const broken = await index(2, '{"name":"\\u0000"}')
    const loader = loaderOf((path) =>
      path.includes(other.cid) ? has(other)(path) : has(broken)(path),
    )
    await loader.load()
    expect(await titles()).toEqual([null, null])
    expect(loader.isSettled()).toBe(true)
  })
})
