import { createHash } from 'node:crypto'
import { readFile as readDisk } from 'node:fs/promises'
import { Decrypter } from 'age-encryption'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BlobReader } from '../blobs/BlobStore.ts'
import { createMemoryBlobStore } from '../blobs/createMemoryBlobStore.ts'
import { chunkBytes, importFile } from '../blobs/importFile.ts'
import { readFile } from '../blobs/readFile.ts'
import { readAll } from '../internal/readAll.ts'
import { nodeCrypto } from '../node/nodeCrypto.ts'
import { newContentKey } from './contentKey.ts'
import { encryptTo } from './encryptTo.ts'
import {
  type Manifest,
  type ManifestFile,
  manifestSchema,
} from './manifestSchema.ts'
import { openFile } from './openFile.ts'
import { openManifest } from './openManifest.ts'
import { sealAsset } from './sealAsset.ts'

const text = (value: string) => new TextEncoder().encode(value)
const sample = (size: number) =>
  new Uint8Array(size).map((_, i) => i * 31 + (i >> 16))
const source = (path: string, bytes: Uint8Array) => ({
  path,
  size: bytes.length,
  stream: () => [bytes],
})
const collect = (parts: AsyncIterable<Uint8Array>) => readAll(parts, 1e9)
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0
const seal = async (files: Record<string, Uint8Array>) => {
  const store = createMemoryBlobStore()
  const contentKey = await newContentKey()
  const sealed = await sealAsset({
    store,
    contentKey,
    crypto: nodeCrypto,
    files: Object.entries(files).map(([path, bytes]) => source(path, bytes)),
  })
  const { identity } = contentKey
  const { manifestCid } = sealed
  const manifest = await openManifest({ store, manifestCid, identity })
  return { store, contentKey, sealed, manifest }
}
const only = (manifest: Manifest): ManifestFile => manifest.files[0]!

describe('sealAsset', () => {
  test('default: files of all sizes come back', async () => {
    const sizes = [0, 1, 65535, 65536, 65537, chunkBytes, 2 * chunkBytes + 3]
    const files = Object.fromEntries(
      sizes.map((size) => [`data/${size}.bin`, sample(size)]),
    )
    const { store, sealed, manifest } = await seal(files)
    expect(sealed).toMatchObject({
      files: sizes.length,
      size: sizes.reduce((sum, size) => sum + size, 0),
      reused: 0,
    })
    expect(sealed.blobs.map(({ cid, paths }) => [cid, ...paths])).toEqual([
      [sealed.manifestCid],
      ...manifest.files.map((file) => [file.cid, file.path]),
    ])
    for (const { cid, size, sha256 } of sealed.blobs) {
      const blob = await collect(readFile(store, cid))
      expect(size).toBe(blob.length)
      expect(createHash('sha256').update(blob).digest('hex')).toBe(sha256)
    }
    for (const file of manifest.files) {
      const bytes = await collect(openFile({ store, file }))
      expect(same(bytes, files[file.path]!)).toBe(true)
    }
  })

  test('behavior: the stock age opens the files and the manifest', async () => {
    const { store, sealed, manifest, contentKey } = await seal({
      'a.txt': text('hello'),
    })
    const stock = async (cid: string, identity: string) => {
      const decrypter = new Decrypter()
      decrypter.addIdentity(identity)
      return decrypter.decrypt(await collect(readFile(store, cid)), 'text')
    }
    const { cid, identity } = only(manifest)
    expect(await stock(cid, identity)).toBe('hello')
    expect(
      JSON.parse(await stock(sealed.manifestCid, contentKey.identity)),
    ).toEqual(manifest)
  })

  test('behavior: no plaintext and no path in the store', async () => {
    const { store } = await seal({ 'secret-name.txt': text('secret-content') })
    for await (const cid of store.list()) {
      const block = Buffer.from(await store.get(cid)).toString('latin1')
      expect(block).not.toContain('secret')
      expect(block).not.toContain('AGE-SECRET-KEY')
    }
  })

  test('behavior: unchanged files keep CID and key, also when moved', async () => {
    const { store, manifest, sealed } = await seal({
      'a.txt': text('one'),
      'b.txt': text('two'),
    })
    const contentKey = await newContentKey()
    const puts: string[] = []
    const progress: number[] = []
    const again = await sealAsset({
      store: {
        ...store,
        put: async (cid, block) => {
          puts.push(cid)
          await store.put(cid, block)
        },
      },
      contentKey,
      previous: manifest,
      files: [
        source('moved/a.txt', text('one')),
        source('b.txt', text('TWO')),
        source('new.txt', text('three')),
      ],
      onProgress: ({ bytes }) => progress.push(bytes),
    })
    expect(again.reused).toBe(1)
    expect(puts.length).toBe(3)
    expect(progress.at(-1)).toBe(11)
    const next = await openManifest({
      store,
      manifestCid: again.manifestCid,
      identity: contentKey.identity,
    })
    const moved = next.files.find((file) => file.path === 'moved/a.txt')
    expect(moved).toEqual({ ...only(manifest), path: 'moved/a.txt' })
    const before = sealed.blobs.find(({ paths }) => paths.includes('a.txt'))
    expect(again.blobs).toContainEqual({ ...before, paths: ['moved/a.txt'] })
  })

  test('behavior: paths are brought into NFC', async () => {
    const { manifest } = await seal({ 'cafe\u0301.txt': text('x') })
    expect(only(manifest).path).toBe('caf\u00e9.txt')
  })

  test('error: MANIFEST_INVALID for unsafe or clashing paths', async () => {
    const cases = [
      [''],
      ['/etc/passwd'],
      ['../x'],
      ['a/../b'],
      ['a/./b'],
      ['a//b'],
      ['a/'],
      ['a\\b'],
      ['C:x'],
      ['a\0b'],
      ['a\nb'],
      ['\ud800'],
      ['x'.repeat(256)],
      ['a', 'a'],
      ['caf\u00e9', 'cafe\u0301'],
      ['a', 'a/b'],
    ]
    const contentKey = await newContentKey()
    for (const paths of cases) {
      const store = createMemoryBlobStore()
      await expect(
        sealAsset({
          store,
          contentKey,
          files: paths.map((path) => source(path, text('x'))),
        }),
        JSON.stringify(paths),
      ).rejects.toMatchObject({ code: 'MANIFEST_INVALID' })
      expect((await store.list()[Symbol.asyncIterator]().next()).done).toBe(
        true,
      )
    }
  })

  test('error: INPUT_INVALID when the size was wrong', async () => {
    const contentKey = await newContentKey()
    for (const size of [2, 4, -1, 0.5])
      await expect(
        sealAsset({
          store: createMemoryBlobStore(),
          contentKey,
          files: [{ ...source('a', text('abc')), size }],
        }),
      ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })

  test('behavior: stops on abort', async () => {
    const stop = new AbortController()
    const contentKey = await newContentKey()
    const endless = function* () {
      for (;;) yield new Uint8Array(1024)
    }
    await expect(
      sealAsset({
        store: createMemoryBlobStore(),
        contentKey,
        files: [{ path: 'a', size: 1e12, stream: endless }],
        signal: stop.signal,
        onProgress: ({ bytes }) => bytes > 1e6 && stop.abort(),
      }),
    ).rejects.toThrow(/abort/i)
  })
})

describe('openManifest', () => {
  const sealManifest = async (value: unknown) => {
    const store = createMemoryBlobStore()
    const { identity, recipient } = await newContentKey()
    const json = typeof value === 'string' ? value : JSON.stringify(value)
    const sealed = await encryptTo(recipient, text(json))
    const { cid } = await importFile(store, sealed)
    return { store, identity, manifestCid: cid }
  }

  test('error: MANIFEST_INVALID', async () => {
    const { manifest } = await seal({ 'a.txt': text('x') })
    const file = only(manifest)
    const wrong = [
      'no json',
      {},
      { ...manifest, schema: 2 },
      { ...manifest, more: 1 },
      { schema: 1, files: [file, file] },
      ...Object.entries({
        path: '../a',
        size: -1,
        sha256: 'AA',
        cid: 'bafy',
        identity: 'AGE',
        more: 1,
      }).map(([key, value]) => ({
        schema: 1,
        files: [{ ...file, [key]: value }],
      })),
    ]
    for (const value of wrong)
      await expect(
        openManifest(await sealManifest(value)),
        JSON.stringify(value),
      ).rejects.toMatchObject({ code: 'MANIFEST_INVALID' })
    const good = await sealManifest(manifest)
    expect(await openManifest(good)).toEqual(manifest)
    const { identity } = await newContentKey()
    await expect(openManifest({ ...good, identity })).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
    })
  })

  test('error: BLOB_NOT_FOUND', async () => {
    const { contentKey, sealed } = await seal({})
    await expect(
      openManifest({
        store: createMemoryBlobStore(),
        manifestCid: sealed.manifestCid,
        identity: contentKey.identity,
      }),
    ).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' })
  })
})

describe('openFile', () => {
  test('default: any range, reading only the blocks it needs', async () => {
    const bytes = sample(3 * chunkBytes)
    const { store, manifest } = await seal({ a: bytes })
    const file = only(manifest)
    const edges = fc
      .tuple(
        fc.constantFrom(0, 65536, chunkBytes, bytes.length),
        fc.integer({ min: -2, max: 70_000 }),
      )
      .map(([edge, by]) => Math.max(0, edge + by))
    await fc.assert(
      fc.asyncProperty(edges, edges, async (offset, length) => {
        const opened = openFile({
          store,
          file,
          offset,
          length,
          crypto: nodeCrypto,
        })
        const wanted = bytes.subarray(offset, offset + length)
        expect(same(await collect(opened), wanted)).toBe(true)
      }),
      { numRuns: 30 },
    )
    const seen = new Set<string>()
    const counting: BlobReader = {
      has: store.has,
      get: (cid) => {
        seen.add(cid)
        return store.get(cid)
      },
    }
    await collect(openFile({ store: counting, file, offset: 5, length: 5 }))
    // Of five blocks: the root, the first, and the two with the last chunk,
    // which shows that nothing was cut off.
    expect(seen.size).toBe(4)
  })

  test('error: BLOB_INVALID for other content than the manifest says', async () => {
    const { store, manifest } = await seal({ a: sample(70_000) })
    const file = only(manifest)
    const { manifest: others } = await seal({ b: sample(3) })
    const wrong: ManifestFile[] = [
      { ...file, sha256: '0'.repeat(64) },
      { ...file, size: file.size + 1 },
      { ...file, size: file.size - 1 },
      { ...file, size: 0 },
      { ...file, identity: only(others).identity },
    ]
    for (const other of wrong) {
      let length = 0
      const read = async () => {
        for await (const part of openFile({ store, file: other }))
          length += part.length
      }
      await expect(read()).rejects.toMatchObject({ code: 'BLOB_INVALID' })
      expect(length).toBeLessThan(70_000)
    }
    for (const other of wrong.slice(1, 3))
      await expect(
        collect(openFile({ store, file: other, offset: 1, length: 1 })),
      ).rejects.toMatchObject({ code: 'BLOB_INVALID' })
  })

  test('error: BLOB_INVALID, BLOB_NOT_FOUND for blocks changed or gone', async () => {
    const { store, manifest } = await seal({ a: sample(2 * chunkBytes) })
    const file = only(manifest)
    for await (const cid of store.list()) {
      if (cid === file.cid || (await store.get(cid)).length < 1000) continue
      const lying: BlobReader = {
        has: store.has,
        get: async (name) => {
          const block = (await store.get(name)).slice()
          if (name === cid) block[500] = (block[500] ?? 0) ^ 1
          return block
        },
      }
      await expect(
        collect(openFile({ store: lying, file })),
      ).rejects.toMatchObject({ code: 'BLOB_INVALID' })
      const block = await store.get(cid)
      await store.delete(cid)
      await expect(collect(openFile({ store, file }))).rejects.toMatchObject({
        code: 'BLOB_NOT_FOUND',
      })
      await store.put(cid, block)
    }
    expect((await collect(openFile({ store, file }))).length).toBe(file.size)
  })
})

test('vector: specs/manifest.md and vector.json', async () => {
  const read = async (path: string) =>
    await readDisk(new URL(path, import.meta.url), 'utf8')
  const vector = JSON.parse(await read('./vector.json'))
  const spec = await read('../../../../specs/manifest.md')
  const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(spec)?.[1] ?? '')
  expect(example).toEqual(vector.manifest)
  expect(manifestSchema.parse(vector.manifest)).toEqual(vector.manifest)

  const store = createMemoryBlobStore()
  for (const [cid, block] of Object.entries(vector.blocks))
    await store.put(cid, new Uint8Array(Buffer.from(String(block), 'base64')))
  const { manifestCid, identity } = vector
  const manifest = await openManifest({ store, manifestCid, identity })
  expect(manifest).toEqual(vector.manifest)
  for (const file of manifest.files) {
    const bytes = await collect(openFile({ store, file }))
    expect(new TextDecoder().decode(bytes)).toBe(vector.contents[file.path])
  }
})
