import { randomBytes } from 'node:crypto'
import { offerIdOf, totalShares } from '@sahara/protocol'
import {
  buyLicence,
  claim,
  distribute,
  getTotals,
  openAsset,
  publish,
} from '@sahara/sdk'
import {
  createMemoryBlobStore,
  decryptWith,
  newContentKey,
} from '@sahara/vault'
import { bytesToHex, type Hex, parseEther } from 'viem'
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
const offerOf = (assetId: Hex, index: number) =>
  offerIdOf({
    assetId,
    index,
  })
const netOf = (price: bigint) => price - (price * 250n) / 10_000n

async function readAll(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part)
  return Uint8Array.from(Buffer.concat(all))
}

describe('the first sale', () => {
  const downloadPrice = parseEther('5') + 1n
  const derivePrice = parseEther('2') + 3n
  const modelPrice = parseEther('7') + 9n
  const royalty = 1_250
  const data = random(2_500_000)
  const weights = random(70_000)
  let dataset: Hex
  let model: Hex

  test('Alice publishes, and the same call again publishes nothing more', async () => {
    const alice = market.clientOf('alice')
    const owner = await newContentKey()
    const store = createMemoryBlobStore()
    const parameters = {
      salt: newId(),
      kind: 'dataset' as const,
      description: { name: 'Trips' },
      terms: 'CC-BY-4.0',
      files: [
        fileOf('data/trips.bin', data),
        fileOf('README.md', new TextEncoder().encode('# Trips\n')),
      ],
      store,
      ownerRecipient: owner.recipient,
      offers: [
        {
          rights: ['download'] as const,
          priceWei: downloadPrice,
          terms: 'CC-BY-4.0',
        },
        {
          rights: ['derive'] as const,
          royalty,
          priceWei: derivePrice,
          terms: 'CC-BY-4.0',
        },
      ],
      contributors: [
        { account: market.accounts.alice.address, shares: 7_000 },
        { account: market.accounts.carol.address, shares: 3_000 },
      ],
    }
    const first = await publish(alice, parameters)
    dataset = first.assetId
    expect(await publish(alice, parameters)).toEqual(first)

    const opened = await openAsset(alice, {
      assetId: dataset,
      store: createMemoryBlobStore(),
    })
    const copy = Uint8Array.from(
      Buffer.from(opened.metadata.sahara.ownerKey, 'base64'),
    )
    const own = new TextDecoder().decode(
      await decryptWith(owner.identity, copy),
    )
    expect(own).toMatch(/^AGE-SECRET-KEY-1/)
  })

  test('Dave cannot open it, buys it, and reads what Alice sealed', async () => {
    const dave = market.clientOf('dave')
    const store = createMemoryBlobStore()
    await expect(
      openAsset(dave, { assetId: dataset, store }),
    ).rejects.toMatchObject({ code: 'KEEPER_ACCESS_DENIED' })

    await buyLicence(dave, {
      offerId: offerOf(dataset, 0),
      maxPriceWei: downloadPrice,
      purchaseId: newId(),
    })
    const { files, faults, read } = await openAsset(dave, {
      assetId: dataset,
      store,
    })
    expect(faults).toEqual([])
    expect(files.map(({ path }) => path)).toEqual([
      'README.md',
      'data/trips.bin',
    ])
    expect(Buffer.compare(await readAll(read(files[1]!)), data)).toBe(0)
    const range = await readAll(read(files[1]!, { offset: 70_000, length: 99 }))
    expect(range).toEqual(data.slice(70_000, 70_099))
  })

  test('Bob publishes a derivative and sells it', async () => {
    const bob = market.clientOf('bob')
    const owner = await newContentKey()
    await buyLicence(bob, {
      offerId: offerOf(dataset, 1),
      maxPriceWei: derivePrice,
      purchaseId: newId(),
    })
    const published = await publish(bob, {
      salt: newId(),
      kind: 'model',
      description: { name: 'Trip forecaster' },
      terms: 'Apache-2.0',
      files: [fileOf('model.safetensors', weights)],
      store: createMemoryBlobStore(),
      ownerRecipient: owner.recipient,
      parents: [
        {
          assetId: dataset,
          offerId: offerOf(dataset, 1),
          relation: 'TRAINED_ON',
        },
      ],
      offers: [
        { rights: ['download'], priceWei: modelPrice, terms: 'Apache-2.0' },
      ],
    })
    model = published.assetId

    const erin = market.clientOf('erin')
    await buyLicence(erin, {
      offerId: offerOf(model, 0),
      maxPriceWei: modelPrice,
      purchaseId: newId(),
    })
    const { files, read } = await openAsset(erin, {
      assetId: model,
      store: createMemoryBlobStore(),
    })
    expect(Buffer.compare(await readAll(read(files[0]!)), weights)).toBe(0)
  })

  test('everyone claims exactly what is theirs', async () => {
    const erin = market.clientOf('erin')
    for (const assetId of [model, dataset]) await distribute(erin, { assetId })
    const toDataset = (netOf(modelPrice) * BigInt(royalty)) / 10_000n
    const income = netOf(downloadPrice) + netOf(derivePrice) + toDataset
    const assetIds = [dataset, model]
    const claimed = async (role: 'alice' | 'bob' | 'carol') =>
      (await claim(market.clientOf(role), { assetIds })).claimedWei
    expect(await claimed('alice')).toBe((income * 7_000n) / totalShares)
    expect(await claimed('carol')).toBe((income * 3_000n) / totalShares)
    expect(await claimed('bob')).toBe(
      (netOf(modelPrice) * BigInt(10_000 - royalty)) / 10_000n,
    )
    for (const assetId of assetIds)
      expect(await getTotals(erin, { assetId })).toMatchObject({
        undistributedWei: 0n,
      })
  })
})
