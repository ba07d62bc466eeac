import { randomBytes } from 'node:crypto'
import { offerIdOf } from '@sahara/protocol'
import {
  addVersion,
  buyLicence,
  createMemoryJournal,
  getNewestVersion,
  openAsset,
  publish,
  publishVersion,
  type SaharaClient,
} from '@sahara/sdk'
import { createMemoryBlobStore, newContentKey } from '@sahara/vault'
import { bytesToHex, type Hex } from 'viem'
import { afterAll, describe, expect, test } from 'vitest'
import { setupMarket } from '../setupMarket.ts'

const market = await setupMarket()
afterAll(() => market.close())

const random = (length: number) => Uint8Array.from(randomBytes(length))
const newId = (): Hex => bytesToHex(random(32))
const fileOf = (path: string, bytes: Uint8Array) => ({
  path,
  size: bytes.length,
  stream: () => [bytes],
})

type Sent = { started: number; cids: string[]; answers: Promise<unknown>[] }
const nothingSent = (): Sent => ({ started: 0, cids: [], answers: [] })

/** A client whose uploads are counted, and may be disturbed. */
function watched(
  client: SaharaClient,
  sent: Sent,
  disturb: (put: number, init: RequestInit) => Promise<RequestInit> | undefined,
): SaharaClient {
  return {
    ...client,
    fetch: async (input, init) => {
      if (init?.method !== 'PUT') return client.fetch(input, init)
      const changed = await disturb(sent.started++, init)
      sent.cids.push(String(input).split('/').at(-1) ?? '')
      const answer = client.fetch(input, changed ?? init)
      sent.answers.push(answer)
      return answer
    },
  }
}

async function contentOf(client: SaharaClient, assetId: Hex, version?: number) {
  const opened = await openAsset(client, {
    assetId,
    version,
    store: createMemoryBlobStore(),
  })
  const contents: Record<string, Buffer> = {}
  for (const file of opened.files) {
    const parts: Uint8Array[] = []
    for await (const part of opened.read(file)) parts.push(part)
    contents[file.path] = Buffer.concat(parts)
  }
  return { ...opened, contents }
}

describe('versions', () => {
  const large = random(3_500_000)
  const owner = newContentKey()
  const salt = newId()
  let assetId: Hex

  test('an upload that broke off goes on where it stopped', async () => {
    const store = createMemoryBlobStore()
    const journal = createMemoryJournal()
    const { recipient } = await owner
    const parameters = {
      salt,
      kind: 'dataset' as const,
      description: { name: 'Trips', keywords: ['city'], license: 'CC0-1.0' },
      terms: 'CC0-1.0',
      files: [fileOf('large.bin', large), fileOf('notes.txt', random(10))],
      store,
      ownerRecipient: recipient,
      offers: [
        { rights: ['download'] as const, priceWei: 0n, terms: 'CC0-1.0' },
      ],
    }
    const alice = { ...market.clientOf('alice'), journal }
    const first = nothingSent()
    const breaking = watched(alice, first, async (put, init) => {
      if (put < 2) return init
      await Promise.all(first.answers)
      throw new TypeError('the line is dead')
    })
    await expect(publish(breaking, parameters)).rejects.toMatchObject({
      code: 'NODE_UNREACHABLE',
    })

    const second = nothingSent()
    // A node that was restarted knows no sessions.
    const forgotten = watched(alice, second, async (put, init) =>
      put === 0 ? { ...init, headers: { authorization: 'Bearer old' } } : init,
    )
    const progress: number[] = []
    const published = await publish(forgotten, {
      ...parameters,
      onProgress: ({ step, bytes, totalBytes }) => {
        if (step === 'upload') progress.push(bytes / totalBytes)
      },
    })
    assetId = published.assetId
    expect(progress.at(-1)).toBe(1)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(first.cids).toHaveLength(2)
    const again = second.cids.filter((cid) => first.cids.includes(cid))
    expect(again).toEqual([])
  })

  test('an unchanged file keeps its ciphertext and is not sent again', async () => {
    const alice = market.clientOf('alice')
    const { identity, recipient } = await owner
    const sent = nothingSent()
    const before = await contentOf(alice, assetId)
    const notes = random(20)
    const parameters = {
      assetId,
      version: 2,
      salt: newId(),
      description: { description: 'With better notes.' },
      files: [fileOf('moved/large.bin', large), fileOf('notes.txt', notes)],
      // Nothing is left of the first version on this machine.
      store: createMemoryBlobStore(),
      ownerIdentity: async () => identity,
      ownerRecipient: recipient,
    }
    expect(
      await publishVersion(
        watched(alice, sent, () => undefined),
        parameters,
      ),
    ).toEqual({
      assetId,
      version: 2,
    })
    const after = await contentOf(alice, assetId)
    const cidOf = ({ files }: typeof before, path: string) =>
      files.find((file) => file.path === path)?.cid
    expect(cidOf(after, 'moved/large.bin')).toBe(cidOf(before, 'large.bin'))
    expect(after.contents['notes.txt']).toEqual(Buffer.from(notes))
    // The notes, the manifest and the metadata.
    expect(new Set(sent.cids).size).toBe(3)
    expect(after.metadata).toMatchObject({
      name: 'Trips',
      description: 'With better notes.',
      keywords: ['city'],
      license: 'CC0-1.0',
      sahara: { version: 2, terms: 'CC0-1.0' },
    })
    expect(after.metadata.sahara.keyCommitment).not.toBe(
      before.metadata.sahara.keyCommitment,
    )
    await expect(publishVersion(alice, parameters)).rejects.toMatchObject({
      code: 'ASSET_VERSION_NOT_NEXT',
    })
    expect(await getNewestVersion(alice, { assetId })).toBe(2)
  })

  test('a buyer opens the newest version, or an older one', async () => {
    const dave = market.clientOf('dave')
    await buyLicence(dave, {
      offerId: offerIdOf({
        assetId,
        index: 0,
      }),
      maxPriceWei: 0n,
      purchaseId: newId(),
    })
    const newest = await contentOf(dave, assetId)
    expect(newest.version).toBe(2)
    const older = await contentOf(dave, assetId, 1)
    expect(Object.keys(older.contents)).toEqual(['large.bin', 'notes.txt'])
    await expect(contentOf(dave, assetId, 3)).rejects.toMatchObject({
      code: 'ASSET_NOT_FOUND',
    })
  })

  test('error: only the owner adds versions, one after the other', async () => {
    const version = {
      assetId,
      version: 3,
      metadata: newId(),
      commitment: newId(),
    }
    await expect(
      addVersion(market.clientOf('bob'), version),
    ).rejects.toMatchObject({ details: { error: 'AssetRegistryNotOwner' } })
    for (const number of [2, 4])
      await expect(
        addVersion(market.clientOf('alice'), { ...version, version: number }),
      ).rejects.toMatchObject({ code: 'ASSET_VERSION_NOT_NEXT' })
  })

  /** A next version that says nothing but a word. */
  async function nextOf(client: SaharaClient, word: string) {
    const { identity, recipient } = await owner
    return {
      assetId,
      version: (await getNewestVersion(client, { assetId })) + 1,
      salt: newId(),
      files: [fileOf('word.txt', Buffer.from(word))],
      store: createMemoryBlobStore(),
      ownerIdentity: async () => identity,
      ownerRecipient: recipient,
    }
  }
  async function wordOf(version: number) {
    const { contents } = await contentOf(
      market.clientOf('alice'),
      assetId,
      version,
    )
    return String(contents['word.txt'])
  }

  test('a version whose number was taken meanwhile is refused, and lost nothing', async () => {
    const fast = market.clientOf('alice')
    const journal = createMemoryJournal()
    let isTaken = false
    const slow: SaharaClient = {
      ...market.clientOf('alice'),
      journal: {
        ...journal,
        // All is sealed, uploaded and deposited; then another is faster.
        get: async (key) => {
          if (key.startsWith('transaction:') && !isTaken) {
            isTaken = true
            await publishVersion(fast, await nextOf(fast, 'fast'))
          }
          return journal.get(key)
        },
      },
    }
    const parameters = await nextOf(slow, 'slow')
    const { version } = parameters
    for (const _ of ['at first', 'and again'])
      await expect(publishVersion(slow, parameters)).rejects.toMatchObject({
        code: 'ASSET_VERSION_NOT_NEXT',
      })
    expect(await getNewestVersion(slow, { assetId })).toBe(version)
    expect(await wordOf(version)).toBe('fast')
    await publishVersion(slow, await nextOf(slow, 'slow'))
    expect(await wordOf(version + 1)).toBe('slow')
  })

  test('of two programs that add a version at once, one gets the number', async () => {
    const both = await Promise.all(
      ['one', 'two'].map(async (word) => {
        const client = market.clientOf('alice')
        return { word, client, parameters: await nextOf(client, word) }
      }),
    )
    const ended = await Promise.allSettled(
      both.map(({ client, parameters }) => publishVersion(client, parameters)),
    )
    const won = ended.findIndex(({ status }) => status === 'fulfilled')
    expect(ended[1 - won]).toMatchObject({
      reason: { code: 'ASSET_VERSION_NOT_NEXT' },
    })
    const { version } = both[won]!.parameters
    expect(await wordOf(version)).toBe(both[won]!.word)
    const newest = await getNewestVersion(both[0]!.client, { assetId })
    expect(newest).toBe(version)
  })

  test('the owner opens without any keeper', async () => {
    const alice = market.clientOf('alice')
    const { identity } = await owner
    for (const keeper of market.keepers) await keeper.kill()
    await expect(contentOf(alice, assetId)).rejects.toMatchObject({
      code: 'KEEPER_UNREACHABLE',
    })
    const open = (ownerIdentity: () => Promise<string>) =>
      openAsset(alice, {
        assetId,
        store: createMemoryBlobStore(),
        ownerIdentity,
      })
    expect((await open(async () => identity)).faults).toEqual([])
    const stranger = await newContentKey()
    await expect(open(async () => stranger.identity)).rejects.toMatchObject({
      code: 'KEEPER_UNREACHABLE',
    })
  })
})
