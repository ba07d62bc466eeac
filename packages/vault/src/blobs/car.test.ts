import { CarBlockIterator, CarWriter } from '@ipld/car'
import * as dagPb from '@ipld/dag-pb'
import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { expect, test } from 'vitest'
import { concatBytes } from '../internal/concatBytes.ts'
import { readAll } from '../internal/readAll.ts'
import type { BlobStore } from './BlobStore.ts'
import { copyTree } from './copyTree.ts'
import { createMemoryBlobStore } from './createMemoryBlobStore.ts'
import { exportCar } from './exportCar.ts'
import { hasFile } from './hasFile.ts'
import { importCar } from './importCar.ts'
import { chunkBytes, importFile } from './importFile.ts'
import { readFile } from './readFile.ts'

const bytes = new Uint8Array(2 * chunkBytes + 17).map(
  (_, i) => i * 13 + (i >> 20),
)
const collect = async <T>(source: AsyncIterable<T>) => {
  const all: T[] = []
  for await (const item of source) all.push(item)
  return all
}
const withFile = async () => {
  const store = createMemoryBlobStore()
  return { store, ...(await importFile(store, bytes)) }
}
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

test('default: a CAR that stock readers read, and the way back', async () => {
  const { store, cid } = await withFile()
  const car = await readAll(exportCar(store, cid), 1e8)
  const stock = await CarBlockIterator.fromBytes(car)
  expect((await stock.getRoots()).map(String)).toEqual([cid])
  expect((await collect(stock)).length).toBe(4)

  const other = createMemoryBlobStore()
  const source = [car.subarray(0, 77), car.subarray(77)]
  const read = await importCar(other, { source, root: cid })
  expect(read).toEqual({
    cid,
    blocks: 4,
    bytes: expect.any(Number),
  })
  expect(same(await readAll(readFile(other, cid), 1e8), bytes)).toBe(true)
})

test('error: a CAR with any byte changed, or cut, gives no root', async () => {
  const store = createMemoryBlobStore()
  const { cid } = await importFile(store, bytes.subarray(0, chunkBytes + 9))
  const car = await readAll(exportCar(store, cid), 1e8)
  const check = async (damaged: Uint8Array) => {
    const other = createMemoryBlobStore()
    await expect(
      importCar(other, { source: damaged, root: cid }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^BLOB_/) })
    expect(await other.has(cid)).toBe(false)
  }
  const at = fc.oneof(
    fc.nat(300),
    fc.nat(car.length - 1),
    fc.nat(60).map((back) => car.length - 1 - back),
  )
  await fc.assert(
    fc.asyncProperty(at, fc.integer({ min: 1, max: 255 }), async (i, x) => {
      const damaged = car.slice()
      damaged[i] = (damaged[i] ?? 0) ^ x
      await check(damaged)
      await check(car.subarray(0, i))
    }),
    { numRuns: 60 },
  )
})

test('error: other roots, missing, foreign and oversize blocks', async () => {
  const { store, cid } = await withFile()
  const blocks = await collect(
    await CarBlockIterator.fromIterable(exportCar(store, cid)),
  )
  const root = CID.parse(cid)
  const make = async (
    roots: CID[],
    content: { cid: CID; bytes: Uint8Array }[],
  ) => {
    const { writer, out } = CarWriter.create(roots)
    const parts = collect(out)
    for (const block of content) await writer.put(block)
    await writer.close()
    return concatBytes(await parts)
  }
  const raw = async (value: Uint8Array) => ({
    cid: CID.createV1(0x55, await sha256.digest(value)),
    bytes: value,
  })
  const foreign = await raw(new Uint8Array(3))
  const large = await raw(new Uint8Array(2 * 1024 * 1024 + 1))
  const cases: [CID[], typeof blocks, string][] = [
    [[root], blocks.slice(0, -1), 'BLOB_INVALID'],
    [[root], [...blocks, foreign], 'BLOB_INVALID'],
    [[root, foreign.cid], blocks, 'BLOB_INVALID'],
    [[foreign.cid], [foreign], 'BLOB_INVALID'],
    [[], [], 'BLOB_INVALID'],
    [[root], [...blocks, large], 'BLOB_TOO_LARGE'],
  ]
  for (const [roots, content, code] of cases) {
    const other = createMemoryBlobStore()
    const source = await make(roots, content)
    await expect(importCar(other, { source, root: cid })).rejects.toMatchObject(
      { code },
    )
    expect(await other.has(cid)).toBe(false)
  }
  await expect(
    importCar(createMemoryBlobStore(), {
      source: exportCar(store, cid),
      maxBytes: chunkBytes,
    }),
  ).rejects.toMatchObject({ code: 'BLOB_TOO_LARGE' })
})

test('default: copyTree copies all and goes on where it stopped', async () => {
  const { store, cid } = await withFile()
  const to = createMemoryBlobStore()
  let left = 2
  const failing = {
    ...store,
    get: (name: string) =>
      left-- > 0 ? store.get(name) : createMemoryBlobStore().get(name),
  }
  await expect(copyTree(failing, to, cid)).rejects.toMatchObject({
    code: 'BLOB_NOT_FOUND',
  })
  expect(await to.has(cid)).toBe(false)
  const kept = (await collect(to.list())).length
  expect(kept).toBe(1)
  const seen: number[] = []
  const progress = await copyTree(store, to, cid, {
    onProgress: ({ blocks }) => seen.push(blocks),
  })
  expect(progress.blocks).toBe(4 - kept)
  expect(seen).toEqual([1, 2, 3])
  expect(await hasFile(to, cid)).toBe(true)
  expect((await copyTree(store, to, cid)).blocks).toBe(0)
})

test('behavior: copyTree keeps the root last, and stops on abort', async () => {
  const { store, cid } = await withFile()
  const inner = createMemoryBlobStore()
  const order: string[] = []
  const to: BlobStore = {
    ...inner,
    put: async (name, block) => {
      order.push(name)
      await inner.put(name, block)
    },
  }
  const stop = new AbortController()
  await expect(
    copyTree(store, to, cid, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    }),
  ).rejects.toThrow(/abort/i)
  await copyTree(store, to, cid)
  expect(order.at(-1)).toBe(cid)
  await expect(
    copyTree(store, createMemoryBlobStore(), cid, { maxBytes: chunkBytes }),
  ).rejects.toMatchObject({ code: 'BLOB_TOO_LARGE' })
})

test('error: BLOB_INVALID for a tree with foreign links', async () => {
  const store = createMemoryBlobStore()
  const link = CID.createV1(0x71, await sha256.digest(new Uint8Array(1)))
  const node = dagPb.encode({
    Links: [{ Hash: link, Name: '', Tsize: 1 }],
  })
  const cid = CID.createV1(0x70, await sha256.digest(node)).toString()
  await store.put(cid, node)
  for (const call of [
    () => copyTree(store, createMemoryBlobStore(), cid),
    () => hasFile(store, cid),
    () => readAll(readFile(store, cid), 10),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'BLOB_INVALID' })
})
