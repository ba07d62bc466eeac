import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@sahara/common'
import { localChainId } from '@sahara/protocol'
import { createMemoryBlobStore, importFile } from '@sahara/vault'
import { type Address, createPublicClient, http } from 'viem'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAccountStore } from './createAccountStore.ts'
import { createUploadSessions } from './createUploadSessions.ts'

const alice: Address = '0x1111111111111111111111111111111111111111'
const bob: Address = '0x2222222222222222222222222222222222222222'
const quota = 100
const exceeded = { code: 'NODE_QUOTA_EXCEEDED' }

let folder: string
let sessions: ReturnType<typeof createUploadSessions>

const open = () =>
  createUploadSessions({
    directory: folder,
    // No session is opened here.
    chain: createPublicClient({ transport: http('http://127.0.0.1:1') }),
    chainId: localChainId,
    clock: systemClock,
    origins: [],
    quota,
  })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sahara-quota-'))
  sessions = open()
})
afterEach(async () => {
  sessions.close()
  await rm(folder, { recursive: true, force: true })
})

/** Puts a block of so many bytes, all of one value, for an account. */
async function put(
  account: Address,
  { size, value }: { size: number; value: number },
  store = createMemoryBlobStore(),
): Promise<void> {
  const bytes = new Uint8Array(size).fill(value)
  const { cid } = await importFile(createMemoryBlobStore(), bytes)
  await createAccountStore({ store, sessions, account }).put(cid, bytes)
}

describe('createAccountStore', () => {
  test('behavior: a blob counts once, for each account that puts it', async () => {
    for (const _ of [1, 2]) await put(alice, { size: 60, value: 1 })
    await put(alice, { size: 40, value: 2 })
    await expect(put(alice, { size: 1, value: 3 })).rejects.toMatchObject({
      ...exceeded,
      details: { account: alice, used: 100, size: 1, quota },
    })
    await put(alice, { size: 60, value: 1 })
    await put(bob, { size: 60, value: 1 })
    await expect(put(bob, { size: 41, value: 3 })).rejects.toMatchObject(
      exceeded,
    )
  })

  test('behavior: what is not stored takes no room', async () => {
    const broken = {
      ...createMemoryBlobStore(),
      put: () => Promise.reject(new TypeError('the disk is full')),
    }
    await put(alice, { size: 60, value: 1 })
    await expect(put(alice, { size: 40, value: 2 }, broken)).rejects.toThrow()
    await put(alice, { size: 40, value: 3 })
    // What was there before stays counted.
    await expect(put(alice, { size: 60, value: 1 }, broken)).rejects.toThrow()
    await expect(put(alice, { size: 1, value: 4 })).rejects.toMatchObject(
      exceeded,
    )
  })

  test('behavior: a restart forgets nothing', async () => {
    await put(alice, { size: 60, value: 1 })
    sessions.close()
    sessions = open()
    await expect(put(alice, { size: 41, value: 2 })).rejects.toMatchObject(
      exceeded,
    )
  })
})
