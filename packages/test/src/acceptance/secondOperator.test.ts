import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { offerIdOf } from '@sahara/protocol'
import {
  buyLicence,
  createSaharaClient,
  openAsset,
  publish,
  searchAssets,
} from '@sahara/sdk'
import { createMemoryBlobStore, newContentKey } from '@sahara/vault'
import { bytesToHex, type Hex, parseEther } from 'viem'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { setupMarket } from '../setupMarket.ts'
import { startService } from '../startService.ts'

const market = await setupMarket()
const folder = await mkdtemp(join(tmpdir(), 'sahara-second-'))
afterAll(async () => {
  await market.close()
  await rm(folder, { recursive: true, force: true })
})

const random = (length: number) => Uint8Array.from(randomBytes(length))
const newId = (): Hex => bytesToHex(random(32))
const priceWei = parseEther('3')

describe('a second operator', () => {
  test('sells the whole catalogue after the first node and a keeper are killed', async () => {
    const owner = await newContentKey()
    const contents = [random(2_100_000), random(10), random(300_000)]
    const assetIds: Hex[] = []
    for (const [index, content] of contents.entries()) {
      const { assetId } = await publish(market.clientOf('alice'), {
        salt: newId(),
        kind: 'dataset',
        description: { name: `Dataset ${index}` },
        terms: 'CC0-1.0',
        files: [
          { path: 'data.bin', size: content.length, stream: () => [content] },
        ],
        store: createMemoryBlobStore(),
        ownerRecipient: owner.recipient,
        offers: [{ rights: ['download'], priceWei, terms: 'CC0-1.0' }],
      })
      assetIds.push(assetId)
    }

    const second = await startService('@sahara/node/bin', [
      ...['--data', join(folder, 'node'), '--rpc', market.rpcUrl],
      ...['--peer', market.nodeUrl, '--log-level', 'warn'],
    ])
    try {
      const nodeUrl = String(second.ready.url)
      const dave = createSaharaClient({
        rpcUrl: market.rpcUrl,
        nodeUrl,
        account: market.accounts.dave,
      })
      await vi.waitFor(
        async () => expect((await fetch(`${nodeUrl}/ready`)).ok).toBe(true),
        { timeout: 50_000, interval: 50 },
      )
      // Ready means that nothing is known by its id alone any more.
      const catalogue = await searchAssets(dave, { query: 'Dataset' })
      expect(catalogue.items.map(({ title }) => title)).toEqual([
        'Dataset 2',
        'Dataset 1',
        'Dataset 0',
      ])
      const blobs = await blobsOf(assetIds)
      await vi.waitFor(
        async () => {
          for (const cid of blobs)
            expect(await isStored(nodeUrl, cid), cid).toBe(true)
        },
        { timeout: 50_000, interval: 200 },
      )

      await market.node.kill()
      await market.keepers[0]!.kill()

      const { items } = await searchAssets(dave, { query: 'Dataset' })
      expect(items.map(({ assetId }) => assetId).sort()).toEqual(
        [...assetIds].sort(),
      )
      for (const [index, assetId] of assetIds.entries()) {
        const offerId = offerIdOf({
          assetId,
          index: 0,
        })
        await buyLicence(dave, {
          offerId,
          maxPriceWei: priceWei,
          purchaseId: newId(),
        })
        const asset = await openAsset(dave, {
          assetId,
          store: createMemoryBlobStore(),
        })
        const parts: Uint8Array[] = []
        for await (const part of asset.read(asset.files[0]!)) parts.push(part)
        expect(Buffer.concat(parts).equals(contents[index]!)).toBe(true)
      }
    } finally {
      await second.close()
    }
  })
})

/** All root CIDs of these assets, as the first node knows them. */
async function blobsOf(assetIds: readonly Hex[]): Promise<string[]> {
  const blobs: string[] = []
  for (const assetId of assetIds) {
    const { metadata } = await openAsset(market.clientOf('alice'), {
      assetId,
      store: createMemoryBlobStore(),
    })
    blobs.push(...metadata.sahara.blobs)
  }
  return blobs
}

/** Whether a node has the whole of a blob itself, without asking its peers. */
async function isStored(nodeUrl: string, cid: string): Promise<boolean> {
  const response = await fetch(`${nodeUrl}/ipfs/${cid}?format=car`, {
    headers: { 'cache-control': 'only-if-cached' },
  })
  await response.arrayBuffer()
  return response.ok
}
