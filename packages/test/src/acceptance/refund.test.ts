import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AssetId, offerIdOf } from '@sahara/protocol'
import {
  assetSchema,
  earningsSchema,
  explanationSchema,
  salesSchema,
} from '@sahara/protocol/api'
import {
  buyLicence,
  createMemoryJournal,
  createSaharaClient,
  type Journal,
  publish,
  releasePayment,
  type SaharaClient,
  waitForNode,
} from '@sahara/sdk'
import { createMemoryBlobStore, newContentKey } from '@sahara/vault'
import { type Hex, keccak256, parseEther, toHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestClock } from '../createTestClock.ts'
import { type Market, setupMarket } from '../setupMarket.ts'
import { type CommandLine, createCommandLine } from './createCommandLine.ts'

const price = parseEther('5')
const netOf = (amountWei: bigint) => amountWei - (amountWei * 250n) / 10_000n
const clock = createTestClock()
const store = createMemoryBlobStore()

let folder: string
let market: Market
let line: CommandLine
let client: SaharaClient
let good: AssetId
let bad: AssetId
let bobs: Hex

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sahara-refund-'))
  market = await setupMarket({ clock })
  line = createCommandLine({ folder, market })
  client = market.clientOf('alice')
  good = await publishOne('good', createMemoryJournal())
  bad = await publishWithBadKey('bad')
})
afterAll(async () => {
  await market.close()
  await rm(folder, { recursive: true, force: true })
})

async function publishOne(name: string, journal: Journal): Promise<AssetId> {
  const bytes = new TextEncoder().encode(name)
  const { recipient: ownerRecipient } = await newContentKey()
  const { rpcUrl, nodeUrl } = market
  const { assetId } = await publish(
    createSaharaClient({ rpcUrl, nodeUrl, journal }),
    {
      account: market.accounts.alice,
      salt: keccak256(toHex(name)),
      kind: 'dataset',
      description: { name },
      terms: 'MIT',
      files: [{ path: 'a.txt', size: bytes.length, stream: () => [bytes] }],
      store,
      ownerRecipient,
      offers: [
        {
          rights: ['download'],
          priceWei: price,
          terms: 'MIT',
          refundHours: 48,
        },
      ],
    },
  )
  return assetId
}

/**
 * A dishonest publisher: stops once the publication is prepared, commits to
 * another key than the one that was split, and goes on.
 */
async function publishWithBadKey(name: string): Promise<AssetId> {
  const journal = createMemoryJournal()
  const isPrepared = (key: string) => key.startsWith('publish:prepared:')
  await expect(
    publishOne(name, {
      ...journal,
      set: async (key, value) => {
        if (!isPrepared(key)) return journal.set(key, value)
        const { metadata, ...rest } = JSON.parse(value)
        const document = JSON.parse(metadata)
        document.sahara.keyCommitment = keccak256(toHex('another key'))
        const changed = { ...rest, metadata: JSON.stringify(document) }
        await journal.set(key, JSON.stringify(changed))
        throw new RangeError('stopped')
      },
    }),
  ).rejects.toThrow('stopped')
  return publishOne(name, journal)
}

async function purchasesOf(who: string, ...flags: string[]) {
  const page = await line.sahara(who, 'purchases', ...flags)
  return salesSchema.parse(page).items
}

// Told in order: what one test leaves is where the next begins.
describe('a payment with a refund window', { timeout: 400_000 }, () => {
  test('is held, and the buyer sees it', async () => {
    await line.sahara('dave', 'id', 'create', 'dave')
    await line.sahara('dave', 'id', 'fund')
    const dryRun = await line.run('dave', 'buy', bad, '--dry-run')
    expect(dryRun.stdout).toMatch(/held for 2 days/)
    for (const asset of [bad, good])
      await line.sahara('dave', 'buy', asset, '--yes')
    const items = await purchasesOf('dave')
    expect(items.map(({ assetId }) => assetId)).toEqual([good, bad])
    for (const { hold } of items)
      expect(hold).toMatchObject({ state: 'held', keyFaulty: false })
    const asset = assetSchema.parse(await line.sahara('dave', 'show', bad))
    expect(asset.totals).toMatchObject({ paid: '0', held: String(price) })
  })

  test('goes back, with the licence, when the key is bad', async () => {
    const target = join(folder, 'bad')
    expect(await line.refusal('dave', 'get', bad, target)).toEqual([
      1,
      'KEY_COMMITMENT_MISMATCH',
    ])
    const items = await purchasesOf('dave', '--held')
    const [ofGood, ofBad] = items.map(({ purchaseId }) => purchaseId)
    // The key shares of a good key are not shown to anyone.
    expect(await line.refusal('dave', 'refund', ofGood!, '--yes')).toEqual([
      1,
      'KEY_NOT_FAULTY',
    ])
    const refunded = { assetId: bad, refundedWei: String(price) }
    const short = ofBad!.slice(-8)
    expect(await line.sahara('dave', 'refund', short, '--yes')).toMatchObject(
      refunded,
    )
    expect(await line.sahara('dave', 'id', 'show')).toMatchObject({
      balanceWei: String(parseEther('1000') - price),
    })
    // Asked again it says the same, and pays nothing.
    expect(await line.sahara('dave', 'refund', short, '--yes')).toMatchObject(
      refunded,
    )
    expect(await line.refusal('dave', 'get', bad, target)).toEqual([
      1,
      'KEEPER_ACCESS_DENIED',
    ])
    expect((await purchasesOf('dave'))[1]?.hold).toMatchObject({
      state: 'refunded',
      keyFaulty: true,
    })
    const asset = assetSchema.parse(await line.sahara('dave', 'show', bad))
    expect(asset.versions).toMatchObject([{ keyFaulty: true }])
    expect(asset.totals).toMatchObject({ held: '0', refunded: String(price) })
  })

  test('is no income until the window is over', async () => {
    bobs = keccak256(toHex('bob buys'))
    const purchase = { account: market.accounts.bob, purchaseId: bobs }
    await buyLicence(client, {
      ...purchase,
      offerId: offerIdOf({
        assetId: good,
        index: 0,
      }),
      maxPriceWei: price,
    })
    await waitForNode(client)
    const { address } = market.accounts.alice
    const before = earningsSchema.parse(
      await line.sahara('dave', 'earnings', address),
    )
    const held = String(2n * netOf(price))
    expect(before).toMatchObject({ total: '0', pending: '0', held })
    expect(before.assets.find(({ assetId }) => assetId === bad)).toMatchObject({
      held: '0',
      refunded: String(price),
    })
    await expect(releasePayment(client, purchase)).rejects.toMatchObject({
      code: 'PAYMENT_NOT_RELEASABLE',
    })
  })

  test('becomes income when it is released, by whoever asks', async () => {
    clock.advance(48 * 3_600_000)
    const purchase = { account: market.accounts.bob, purchaseId: bobs }
    const released = await releasePayment(client, purchase)
    expect(released.releasedWei).toBe(price)
    expect(await releasePayment(client, purchase)).toEqual(released)

    const { privateKey } = market.accounts.alice.getHdKey()
    const env = { SAHARA_PRIVATE_KEY: toHex(privateKey!) }
    const { sahara } = createCommandLine({ folder, market, env })
    await sahara('alice', 'id', 'import', 'alice')
    expect(await line.sahara('alice', 'release')).toMatchObject({
      releasedWei: String(price),
      released: [{ assetId: good }],
    })
    expect(await line.sahara('alice', 'claim')).toMatchObject({
      claimedWei: String(2n * netOf(price)),
      released: [],
    })
    const told = explanationSchema.parse(await line.sahara('alice', 'explain'))
    expect(told.held).toEqual([])
    for (const { payment } of told.entries)
      expect(payment).toMatchObject({
        purchaseId: expect.stringMatching(/^0x/),
        hold: { state: 'released' },
      })
    expect(told.refunded).toMatchObject([{ assetId: bad }])
    expect((await line.run('alice', 'explain')).stdout).toMatch(
      /Gone back to buyers/,
    )
  })
})
