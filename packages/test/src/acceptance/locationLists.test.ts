import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { offerIdOf } from '@sahara/protocol'
import {
  buyLicence,
  createSaharaClient,
  getLocations,
  openAsset,
  publish,
  type SaharaClient,
  searchAssets,
  setLocations,
} from '@sahara/sdk'
import { createMemoryBlobStore, newContentKey } from '@sahara/vault'
import { bytesToHex, type Hex, parseEther } from 'viem'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { setupMarket } from '../setupMarket.ts'
import { startService } from '../startService.ts'

const folder = await mkdtemp(join(tmpdir(), 'sahara-lists-'))
const market = await setupMarket()
const published = createMemoryBlobStore()
const asked = { moved: 0, trap: 0 }
/**
 * What S3 is to a reader: objects named by CID. Below `/moved` it sends readers
 * on to where no list may send them.
 */
const bucket = createServer((request, response) => {
  if (request.url?.startsWith('/moved/')) {
    asked.moved += 1
    response.writeHead(302, { location: '/trap' }).end()
    return
  }
  if (request.url === '/trap') asked.trap += 1
  const cid = request.url?.replace('/bucket/', '') ?? ''
  published.get(cid).then(
    (block) => response.end(block),
    () => response.writeHead(404).end(),
  )
})
bucket.listen(0, '127.0.0.1')
await once(bucket, 'listening')
afterAll(async () => {
  bucket.close()
  await market.close()
  await rm(folder, { recursive: true, force: true })
})

const random = (length: number) => Uint8Array.from(randomBytes(length))
const newId = (): Hex => bytesToHex(random(32))
const priceWei = parseEther('3')
const content = random(2_500_000)
const waiting = { timeout: 50_000, interval: 100 }

async function open(client: SaharaClient, assetId: Hex): Promise<Buffer> {
  const store = createMemoryBlobStore()
  const asset = await openAsset(client, { assetId, store })
  const parts: Uint8Array[] = []
  for await (const part of asset.read(asset.files[0]!)) parts.push(part)
  return Buffer.concat(parts)
}

describe('location lists', () => {
  test('an asset that no node has is bought, opened and copied from where its owner says', async () => {
    const alice = market.clientOf('alice')
    const { port } = bucket.address() as AddressInfo
    const locations = [
      { kind: 'gateway', url: 'http://127.0.0.1:1' },
      { kind: 'gateway', url: `http://127.0.0.1:${port}/moved` },
      { kind: 'objects', url: `http://127.0.0.1:${port}/bucket` },
    ] as const
    const { assetId } = await publish(
      createSaharaClient({ rpcUrl: market.rpcUrl }),
      {
        account: market.accounts.alice,
        salt: newId(),
        kind: 'dataset',
        description: { name: 'Kept elsewhere' },
        terms: 'CC0-1.0',
        files: [
          { path: 'data.bin', size: content.length, stream: () => [content] },
        ],
        store: published,
        ownerRecipient: (await newContentKey()).recipient,
        offers: [{ rights: ['download'], priceWei, terms: 'CC0-1.0' }],
      },
    )
    const version = { assetId, version: 1 }
    await vi.waitFor(async () => {
      const { items } = await searchAssets(alice, { query: assetId })
      expect(items).toMatchObject([{ title: assetId }])
    }, waiting)

    expect(await getLocations(alice, version)).toEqual([])
    await expect(
      setLocations(market.clientOf('bob'), { ...version, locations }),
    ).rejects.toMatchObject({ code: 'LOCATIONS_INVALID' })
    await expect(
      setLocations(alice, { ...version, version: 2, locations }),
    ).rejects.toMatchObject({ code: 'ASSET_NOT_FOUND' })
    for (const _ of [1, 2])
      await setLocations(alice, { ...version, locations, sequence: 7 })
    await expect(
      setLocations(alice, { ...version, locations: [], sequence: 6 }),
    ).rejects.toMatchObject({ code: 'LOCATIONS_OUTDATED' })
    const put = async (list: object) => {
      const response = await fetch(`${market.nodeUrl}/api/v1/locations`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(list),
      })
      return (await response.json()).code
    }
    const forged = { ...version, sequence: 8, locations: [] }
    expect(await put({ ...forged, signature: '0x00' })).toBe(
      'LOCATIONS_INVALID',
    )
    expect(await put({ ...forged, signature: `0x${'00'.repeat(65)}` })).toBe(
      'LOCATIONS_INVALID',
    )
    expect(await getLocations(alice, version)).toEqual(locations)

    await vi.waitFor(async () => {
      const { items } = await searchAssets(alice, { query: 'elsewhere' })
      expect(items).toMatchObject([{ assetId }])
    }, waiting)
    const dave = market.clientOf('dave')
    await buyLicence(dave, {
      offerId: offerIdOf({
        assetId,
        index: 0,
      }),
      maxPriceWei: priceWei,
      purchaseId: newId(),
    })
    asked.moved = 0
    expect((await open(dave, assetId)).equals(content)).toBe(true)
    expect(asked.moved).toBeGreaterThan(0)

    // A second operator takes the list over from its peer, and then has it all.
    const second = await startService('@sahara/node/bin', [
      ...['--data', join(folder, 'node'), '--rpc', market.rpcUrl],
      ...['--peer', market.nodeUrl, '--log-level', 'warn'],
    ])
    try {
      const nodeUrl = String(second.ready.url)
      const client = createSaharaClient({
        rpcUrl: market.rpcUrl,
        nodeUrl,
        account: market.accounts.dave,
      })
      await vi.waitFor(
        async () =>
          expect(await getLocations(client, version)).toEqual(locations),
        waiting,
      )
      for await (const cid of published.list())
        await vi.waitFor(async () => {
          const held = await fetch(`${nodeUrl}/ipfs/${cid}?format=raw`, {
            headers: { 'cache-control': 'only-if-cached' },
          })
          expect(held.status, cid).toBe(200)
        }, waiting)
      expect(asked.trap).toBe(0)
      bucket.close()
      bucket.closeAllConnections()
      await market.node.kill()
      expect((await open(client, assetId)).equals(content)).toBe(true)
    } finally {
      await second.close()
    }
  }, 180_000)
})
