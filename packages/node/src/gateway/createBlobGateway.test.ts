import { copyTree, createMemoryBlobStore, importFile } from '@sahara/vault'
import { beforeEach, describe, expect, test } from 'vitest'
import { createBlobGateway } from './createBlobGateway.ts'

const held = createMemoryBlobStore()
const { cid } = await importFile(held, new TextEncoder().encode('refused'))
const large = await importFile(held, new Uint8Array(3 * 1024 ** 2))
const refused = { code: 'BLOB_DENIED', details: { cid } }

let asked: string[]
const denied = new Set<string>()
/** A gateway whose peer has everything. */
const open = (store = createMemoryBlobStore()) =>
  createBlobGateway({
    store,
    peers: ['http://peer.test'],
    isDenied: (cid) => denied.has(cid),
    fetch: async (input) => {
      const name = new URL(String(input)).pathname.replace('/ipfs/', '')
      asked.push(name)
      return new Response((await held.get(name)).slice().buffer)
    },
  })

beforeEach(() => {
  asked = []
  denied.clear()
})

describe('createBlobGateway', () => {
  test('error: BLOB_DENIED: neither fetched nor kept nor served', async () => {
    denied.add(cid)
    const store = createMemoryBlobStore()
    const { store: kept, remote, reader, guard } = open(store)
    await expect(reader.get(cid)).rejects.toMatchObject(refused)
    await expect(remote?.get(cid)).rejects.toMatchObject(refused)
    await expect(guard(held).get(cid)).rejects.toMatchObject(refused)
    await expect(kept.put(cid, await held.get(cid))).rejects.toMatchObject(
      refused,
    )
    expect(await remote?.has(cid)).toBe(false)
    expect([asked, await store.has(cid)]).toEqual([[], false])

    // What was there before is served no more, until it may be again.
    await store.put(cid, await held.get(cid))
    await expect(reader.get(cid)).rejects.toMatchObject(refused)
    expect([await kept.has(cid), await reader.has(cid)]).toEqual([false, false])
    denied.clear()
    expect(await reader.get(cid)).toEqual(await held.get(cid))
    expect(asked).toEqual([])
  })

  test('error: BLOB_DENIED for a file that has a denied part', async () => {
    const parts: string[] = []
    for await (const part of held.list())
      if (part !== cid && part !== large.cid) parts.push(part)
    denied.add(parts[0] ?? '')
    const { store, remote } = open()
    await expect(
      copyTree(remote ?? held, store, large.cid),
    ).rejects.toMatchObject({ code: 'BLOB_DENIED' })
    expect(asked).not.toContain(parts[0])
    expect(await store.has(large.cid)).toBe(false)
  })
})
