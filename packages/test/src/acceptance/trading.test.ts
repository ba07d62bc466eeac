import { addresses } from '@sahara/protocol'
import {
  assetRegistryAbi,
  revenueAbi,
  revenueSharesAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import type { Address } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt } from '../accounts.ts'
import { createRandom, type Random, seedOfRun } from '../createRandom.ts'
import { createTestClock } from '../createTestClock.ts'
import { setupChain, type TestChain } from '../setupChain.ts'
import { createMarket, type Listing, type Market } from './createMarket.ts'
import {
  createTrading,
  type SignedByIndex,
  type Trading,
} from './createTrading.ts'
import { randomPrice, traders } from './publishLineage.ts'

const seed = seedOfRun()
const steps = 250
const clock = createTestClock()
const hour = 3_600
let chain: TestChain
let market: Market

beforeAll(async () => {
  chain = await setupChain({ clock })
  market = await createMarket(chain, clock)
})
afterAll(() => chain.close())

const addressOf = (index: number): Address => accountAt(index).address

describe('trade', { timeout: 240_000 }, () => {
  test(`behavior: fills, refusals and royalties equal the reference model (seed ${seed})`, async () => {
    const random = createRandom(seed)
    const trading = await createTrading(chain, market, traders)
    const endowment = await balanceOf(addresses.timelock)
    const listings = await publishFamily(random, trading)
    const orders: SignedByIndex[] = []
    const refusals = new Set<string>()
    let fills = 0
    for (let step = 0; step < steps; step++) {
      const kind = random.integer(16)
      if (kind < 6 || orders.length === 0) {
        orders.push(await signOne(random, trading, listings))
      } else if (kind < 12) {
        const refusal = await fillOne(random, trading, orders)
        if (refusal) refusals.add(refusal)
        else fills += 1
      } else if (kind === 12) {
        const { maker, order } = random.pick(orders)
        if (random.integer(4) === 0) await trading.cancelAll(maker)
        else await trading.cancel(maker, [order.nonce])
      } else if (kind === 13) {
        await trading.release(9, random.pick(listings))
      } else if (kind === 14) {
        await market.settle()
        clock.advance((hour / 2) * 1_000)
        // Blocks carry the chain's time; the next one has the new one.
        await market.pay(9, random.pick(listings), 1n)
        await market.settle()
      } else await useOne(random, listings)
    }
    await market.settle()
    expect(fills).toBeGreaterThan(9)
    expect([...refusals].sort()).toEqual([
      'it is expired',
      'it was cancelled',
      'nobody trades with themselves',
      'so much is not left',
      'the seller does not have it',
    ])
    await expectEqual(trading, listings)
    expect((await balanceOf(addresses.timelock)) - endowment).toBe(
      trading.model.fees(),
    )

    // Everything leaves: what waits is released, distributed and claimed.
    for (const listing of listings) await trading.release(9, listing)
    for (const listing of random.shuffle(listings))
      await market.distribute(9, listing)
    for (const trader of traders) await market.claim(9, trader, listings)
    await market.settle()
    await expectEqual(trading, listings)
    const left = await balanceOf(addresses.revenue)
    const owed = await chain.publicClient.readContract({
      ...{ address: addresses.revenue, abi: revenueAbi },
      functionName: 'treasuryOwed',
    })
    expect(owed).toBe(market.model.treasury())
    expect(left - owed).toBeGreaterThanOrEqual(0n)
    expect(left - owed).toBeLessThan(BigInt(listings.length * traders.length))
  })
})

/** A root, a child of it, and a child of both. */
async function publishFamily(
  random: Random,
  trading: Trading,
): Promise<Listing[]> {
  const listings: Listing[] = []
  for (const index of [0, 1, 2]) {
    const publisher = random.pick(traders)
    const [first, second, third] = random.shuffle(traders)
    const listing = await market.publish({
      ...{ publisher, royalty: 1_000 + index, isKeyBad: false },
      prices: [randomPrice(random), randomPrice(random), randomPrice(random)],
      parents: listings.slice(),
      contributors: [
        { account: first ?? 0, shares: 3_333 },
        { account: second ?? 1, shares: 3_333 },
        { account: third ?? 2, shares: 3_334 },
      ],
    })
    trading.model.publish(listing.id, addressOf(publisher))
    listings.push(listing)
  }
  await market.settle()
  return listings
}

const now = () => Math.floor(clock.now() / 1_000)

async function signOne(
  random: Random,
  trading: Trading,
  listings: Listing[],
): Promise<SignedByIndex> {
  const { id: assetId } = random.pick(listings)
  const isOwnership = random.integer(3) === 0
  const side = random.pick(['sell', 'bid'] as const)
  const owner = traders.find(
    (index) => addressOf(index) === trading.model.ownerOf(assetId),
  )
  // Mostly by who can keep the promise.
  const maker =
    isOwnership && side === 'sell' && random.integer(4) > 0
      ? (owner ?? 0)
      : random.pick(traders)
  const priceEachWei = 1n + random.bigint(10n ** BigInt(random.integer(19)))
  return trading.sign(maker, {
    ...{ side, assetId, priceEachWei },
    item: isOwnership ? 'ownership' : 'shares',
    amount: isOwnership ? 1 : 1 + random.integer(400),
    // Never at a moment that is looked at: blocks of one moment differ by some.
    expiry: now() + hour / 4 + (random.integer(5) * hour) / 2,
    // Few, so that some are shared.
    nonce: BigInt(random.integer(24)),
  })
}

async function fillOne(
  random: Random,
  trading: Trading,
  orders: SignedByIndex[],
): Promise<string | undefined> {
  // Mostly new ones: old ones are over.
  const signed = random.pick(random.integer(5) > 0 ? orders.slice(-12) : orders)
  const { order } = signed
  const owner = traders.find(
    (index) => addressOf(index) === trading.model.ownerOf(order.assetId),
  )
  const taker =
    order.item === 'ownership' && order.side === 'bid' && random.integer(4) > 0
      ? (owner ?? 0)
      : random.pick(traders)
  const amount =
    order.item === 'ownership' ? 1 : random.integer(order.amount + 2)
  return trading.fill(signed, { taker, amount, now: now() })
}

/** What else happens to assets meanwhile. */
async function useOne(random: Random, listings: Listing[]): Promise<void> {
  const listing = random.pick(listings)
  const trader = random.pick(traders)
  const kind = random.integer(3)
  if (kind === 0) await market.pay(trader, listing, randomPrice(random))
  else if (kind === 1) await market.distribute(trader, listing)
  else await market.claim(9, trader, listings)
}

function balanceOf(account: Address): Promise<bigint> {
  return chain.publicClient.readContract({
    ...{ address: addresses.token, abi: saharaTokenAbi },
    ...{ functionName: 'balanceOf', args: [account] },
  })
}

/** Owners, shares, income and what waits in splitters. */
async function expectEqual(trading: Trading, listings: Listing[]) {
  const { publicClient } = chain
  for (const listing of listings) {
    const { id } = listing
    const owner = await publicClient.readContract({
      ...{ address: addresses.assetRegistry, abi: assetRegistryAbi },
      ...{ functionName: 'ownerOf', args: [BigInt(id)] },
    })
    expect(owner).toBe(trading.model.ownerOf(id))
    expect(await balanceOf(await trading.splitterOf(listing))).toBe(
      trading.model.waitingFor(id),
    )
    const { net } = await publicClient.readContract({
      ...{ address: addresses.revenue, abi: revenueAbi },
      ...{ functionName: 'totals', args: [BigInt(id)] },
    })
    expect(net).toBe(market.model.netOf(id))
    for (const trader of traders) {
      const args = [addressOf(trader), BigInt(id)] as const
      const shares = {
        ...{ address: addresses.revenueShares, abi: revenueSharesAbi, args },
      } as const
      const [balance, claimable] = await Promise.all([
        publicClient.readContract({ ...shares, functionName: 'balanceOf' }),
        publicClient.readContract({ ...shares, functionName: 'claimable' }),
      ])
      expect(balance).toBe(market.model.sharesOf(addressOf(trader), id))
      expect(claimable).toBe(market.model.claimableOf(addressOf(trader), id))
    }
  }
}
