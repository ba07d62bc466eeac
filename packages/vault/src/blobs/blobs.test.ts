import { createServer } from 'node:http'
import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { afterEach, describe, expect, test } from 'vitest'
import { concatBytes } from '../internal/concatBytes.ts'
import { readAll } from '../internal/readAll.ts'
import type { BlobStore } from './BlobStore.ts'
import { blocksOf } from './blocksOf.ts'
import { createGatewayBlobStore } from './createGatewayBlobStore.ts'
import { createMemoryBlobStore } from './createMemoryBlobStore.ts'
import { chunkBytes, importFile } from './importFile.ts'
import { parseCid } from './parseCid.ts'
import { fileSize, readFile } from './readFile.ts'

const text = (value: string) => new TextEncoder().encode(value)
const collect = async <T>(source: AsyncIterable<T>) => {
  const all: T[] = []
  for await (const item of source) all.push(item)
  return all
}

/** sha2-256 of "abc" (FIPS 180-2) as a raw CIDv1. */
const abcDigest =
  'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const abcCid = 'bafkreif2pall7dybz7vecqka3zo24irdwabwdi4wc55jznaq75q7eaavvu'
/** The well-known CID of the empty raw block. */
const emptyCid = 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku'

describe('importFile', () => {
  test('default: published CIDs', async () => {
    const store = createMemoryBlobStore()
    expect(await importFile(store, text('abc'))).toEqual({
      cid: abcCid,
      size: 3,
    })
    const digest = CID.parse(abcCid).multihash.digest
    expect(Buffer.from(digest).toString('hex')).toBe(abcDigest)
    expect((await importFile(store, [])).cid).toBe(emptyCid)
    expect(await collect(readFile(store, emptyCid))).toEqual([])
  })

  test('behavior: 1 MiB leaves, however the source is cut', async () => {
    const bytes = new Uint8Array(2 * chunkBytes + 5).map(
      (_, i) => i * 7 + (i >> 20),
    )
    const whole = createMemoryBlobStore()
    const { cid, size } = await importFile(whole, bytes)
    expect(size).toBe(bytes.length)
    expect(await fileSize(whole, cid)).toBe(bytes.length)
    const blocks = await collect(blocksOf(whole, cid))
    expect(blocks[0]).toBe(cid)
    expect(new Set(blocks)).toEqual(new Set(await collect(whole.list())))
    expect(blocks.length).toBe(4)
    const cut = createMemoryBlobStore()
    const parts = [0, 1, 700_000, 2_000_000].map((start, i, all) =>
      bytes.subarray(start, all[i + 1]),
    )
    expect((await importFile(cut, parts)).cid).toBe(cid)
  })

  test('behavior: a node has at most 1,024 links', async () => {
    const store = createMemoryBlobStore()
    const kept: number[] = []
    const counting: BlobStore = {
      ...store,
      put: async (cid, block) => {
        if (parseCid(cid).code === 0x70) kept.push(block.length)
        await store.put(cid, block)
      },
    }
    const zeros = new Uint8Array(chunkBytes)
    const { cid, size } = await importFile(
      counting,
      (function* () {
        for (let i = 0; i < 1025; i++) yield zeros
      })(),
    )
    expect(size).toBe(1025 * chunkBytes)
    // Two inner nodes of 1,024 and 1 links, and the root above them.
    expect(kept.length).toBe(3)
    const range = { offset: 1024 * chunkBytes - 3, length: 10 }
    const read = await readAll(readFile(store, cid, range), 100)
    expect(read).toEqual(new Uint8Array(10))
  })
})

describe('readFile', () => {
  test('default: any range', async () => {
    const bytes = new Uint8Array(2 * chunkBytes + 99).map((_, i) => i * 31)
    const store = createMemoryBlobStore()
    const { cid } = await importFile(store, bytes)
    const near = fc
      .tuple(
        fc.constantFrom(0, chunkBytes, 2 * chunkBytes, bytes.length),
        fc.integer({ min: -2, max: 2 }),
      )
      .map(([edge, by]) => Math.max(0, edge + by))
    await fc.assert(
      fc.asyncProperty(near, near, async (offset, length) => {
        const read = concatBytes(
          await collect(readFile(store, cid, { offset, length })),
        )
        expect(
          Buffer.compare(read, bytes.subarray(offset, offset + length)),
        ).toBe(0)
      }),
      { numRuns: 50 },
    )
  })

  test('behavior: asks a gateway that failed last, until it answers', async () => {
    const asked: string[] = []
    let isUp = false
    const store = createGatewayBlobStore({
      urls: ['http://one', 'http://two'],
      fetch: async (input) => {
        const { host } = new URL(String(input))
        asked.push(host)
        if (host === 'one' && !isUp) throw new TypeError('connection refused')
        return new Response(null, { status: 404 })
      },
    })
    const ask = async () => {
      const error = await store.get(abcCid).catch((cause) => cause)
      return { order: asked.splice(0), unreachable: error.details.unreachable }
    }
    const inOrder = ['one', 'two']
    expect(await ask()).toEqual({ order: inOrder, unreachable: 1 })
    isUp = true
    expect(await ask()).toEqual({ order: ['two', 'one'], unreachable: 0 })
    expect(await ask()).toEqual({ order: inOrder, unreachable: 0 })
  })

  test('behavior: passes over a gateway whose answer does not begin', async () => {
    const store = createGatewayBlobStore({
      urls: ['http://one', 'http://two'],
      answerTimeoutMs: 1,
      fetch: (input, init) =>
        String(input).startsWith('http://two')
          ? Promise.resolve(new Response('abc'))
          : new Promise((_, reject) => {
              init?.signal?.addEventListener('abort', () =>
                reject(init.signal?.reason),
              )
            }),
    })
    expect(await store.get(abcCid)).toEqual(text('abc'))
  })

  test('error: BLOB_NOT_FOUND, BLOB_INVALID, INPUT_INVALID', async () => {
    const store = createMemoryBlobStore()
    const { cid } = await importFile(store, text('abc'))
    await expect(collect(readFile(store, emptyCid))).rejects.toMatchObject({
      code: 'BLOB_NOT_FOUND',
    })
    for (const bad of ['', 'x', '../../etc/passwd', cid.toUpperCase()])
      await expect(collect(readFile(store, bad))).rejects.toMatchObject({
        code: 'BLOB_INVALID',
      })
    for (const offset of [-1, 0.5, Number.NaN])
      await expect(
        collect(readFile(store, cid, { offset })),
      ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})

describe('createMemoryBlobStore', () => {
  test('error: BLOB_INVALID for a block of another CID', async () => {
    const store = createMemoryBlobStore()
    await expect(store.put(abcCid, text('abd'))).rejects.toMatchObject({
      code: 'BLOB_INVALID',
    })
    expect(await store.has(abcCid)).toBe(false)
    const large = new Uint8Array(2 * 1024 * 1024 + 1)
    await expect(store.put(abcCid, large)).rejects.toMatchObject({
      code: 'BLOB_TOO_LARGE',
    })
  })
})

describe('createGatewayBlobStore', () => {
  const closers: (() => void)[] = []
  afterEach(() => {
    for (const close of closers.splice(0)) close()
  })
  const gateway = (status: number, body: Uint8Array | string) =>
    new Promise<string>((resolve) => {
      const server = createServer((request, response) => {
        const known = request.url === `/ipfs/${abcCid}?format=raw`
        response.writeHead(known ? status : 404)
        response.end(known && request.method === 'GET' ? body : undefined)
      })
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        const port = typeof address === 'object' ? address?.port : 0
        resolve(`http://127.0.0.1:${port}/`)
      })
      closers.push(() => {
        server.close()
        server.closeAllConnections()
      })
    })

  test('default: passes over gateways that fail or lie', async () => {
    const urls = [
      await gateway(404, 'no'),
      await gateway(200, 'abd'),
      await gateway(200, 'abc'),
    ]
    const store = createGatewayBlobStore({
      urls: ['http://127.0.0.1:1', ...urls],
    })
    expect(await store.get(abcCid)).toEqual(text('abc'))
    expect(await store.has(abcCid)).toBe(true)
    expect(await store.has(emptyCid)).toBe(false)
  })

  test('error: BLOB_NOT_FOUND, BLOB_INVALID, BLOB_TOO_LARGE', async () => {
    const cases = [
      [await gateway(500, 'no'), 'BLOB_NOT_FOUND'],
      [await gateway(200, 'abd'), 'BLOB_INVALID'],
      [await gateway(200, new Uint8Array(3e6)), 'BLOB_TOO_LARGE'],
    ] as const
    for (const [url, code] of cases)
      await expect(
        createGatewayBlobStore({ urls: [url] }).get(abcCid),
      ).rejects.toMatchObject({ code })
  })
})
