import {
  mkdir,
  mkdtemp,
  readdir,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { blocksOf } from '../blobs/blocksOf.ts'
import { chunkBytes, importFile } from '../blobs/importFile.ts'
import { fileSize, readFile } from '../blobs/readFile.ts'
import { createDiskBlobStore } from './createDiskBlobStore.ts'

const cid = 'bafkreif2pall7dybz7vecqka3zo24irdwabwdi4wc55jznaq75q7eaavvu'
const block = new TextEncoder().encode('abc')
const path = () => join(directory, cid.slice(-3, -1), cid)
let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blobs-'))
})
afterEach(() => rm(directory, { recursive: true }))

const collect = async <T>(source: AsyncIterable<T>) => {
  const all: T[] = []
  for await (const item of source) all.push(item)
  return all
}

test('default: keeps blocks over a restart', async () => {
  const store = createDiskBlobStore({ directory: join(directory, '.') })
  expect(await collect(store.list())).toEqual([])
  await Promise.all([1, 2, 3].map(() => store.put(cid, block)))
  const again = createDiskBlobStore({ directory })
  expect(await again.has(cid)).toBe(true)
  expect(await again.get(cid)).toEqual(block)
  expect(await collect(again.list())).toEqual([cid])
  expect(await readdir(join(directory, 'tmp'))).toEqual([])
  await again.delete(cid)
  await again.delete(cid)
  expect(await store.has(cid)).toBe(false)
  await expect(store.get(cid)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' })
})

test('behavior: damage on disk is reported, and healed by put', async () => {
  const store = createDiskBlobStore({ directory })
  await store.put(cid, block)
  await writeFile(path(), 'abd')
  await expect(store.get(cid)).rejects.toMatchObject({ code: 'BLOB_INVALID' })
  await store.put(cid, block)
  expect(await store.get(cid)).toEqual(block)
})

test('behavior: removes what a crash left, and nothing else', async () => {
  await createDiskBlobStore({ directory }).put(cid, block)
  const temporary = (name: string) => join(directory, 'tmp', name)
  await writeFile(temporary('old'), 'x')
  await writeFile(temporary('new'), 'x')
  await utimes(temporary('old'), 0, 0)
  await rm(path())
  await createDiskBlobStore({ directory }).put(cid, block)
  expect(await readdir(join(directory, 'tmp'))).toEqual(['new'])
})

test('behavior: what the disk says is not taken for a broken file', async () => {
  const store = createDiskBlobStore({ directory })
  const bytes = new Uint8Array(chunkBytes + 1)
  const { cid: root } = await importFile(store, bytes)
  const [, leaf = ''] = await collect(blocksOf(store, root))
  for (const unreadable of [leaf, root]) {
    const file = join(directory, unreadable.slice(-3, -1), unreadable)
    await rm(file)
    await mkdir(file)
    await expect(collect(readFile(store, root))).rejects.toMatchObject({
      code: 'EISDIR',
    })
  }
  await expect(fileSize(store, root)).rejects.toMatchObject({ code: 'EISDIR' })
})

test('error: BLOB_INVALID for what is no CID of a blob', async () => {
  const store = createDiskBlobStore({ directory })
  for (const bad of ['../x', '', 'a/b', `${cid}/..`])
    for (const call of [
      async () => store.has(bad),
      async () => store.get(bad),
      async () => store.put(bad, block),
      async () => store.delete(bad),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'BLOB_INVALID' })
  await expect(
    store.put(cid, new TextEncoder().encode('abd')),
  ).rejects.toMatchObject({ code: 'BLOB_INVALID' })
})
