import { addresses } from '@sahara/protocol'
import {
  revenueAbi,
  revenueSharesAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import { hexToBigInt } from 'viem'
import { afterEach, describe, expect, test } from 'vitest'
import { accountAt } from '../accounts.ts'
import { createRandom, type Random, seedOfRun } from '../createRandom.ts'
import { setupChain, type TestChain } from '../setupChain.ts'
import { createMarket, type Listing, type Market } from './createMarket.ts'
import { publishLineage, randomPrice, traders } from './publishLineage.ts'

const seed = seedOfRun()
const sales = 200

const chains: TestChain[] = []
afterEach(async () => {
  await Promise.all(chains.splice(0).map((chain) => chain.close()))
})

async function start(): Promise<{ chain: TestChain; market: Market }> {
  const chain = await setupChain()
  chains.push(chain)
  return { chain, market: await createMarket(chain) }
}

describe('the money of a lineage', () => {
  test(`behavior: claims equal the reference model to the wei (seed ${seed})`, async () => {
    const { chain, market } = await start()
    const random = createRandom(seed)
    const listings = await publishLineage(market, random)
    await expectLineageOf(chain, market, listings)

    for (let sale = 0; sale < sales; sale++) {
      if (sale % 40 === 20) await market.setFee(random.integer(1_001))
      await sell(market, random, listings)
      await meddle(market, random, listings)
    }
    await market.settle()
    await expectEqual(chain, market, listings)

    for (const listing of random.shuffle(listings))
      await market.distribute(9, listing)
    await market.settle()
    await expectEqual(chain, market, listings)
    await claimAll(market, random, listings)
    await expectNothingLost(chain, market, listings)
  })

  test(`behavior: without share transfers any order of distributions pays the same (seed ${seed})`, async () => {
    const claimed = []
    for (const order of [1, 2]) {
      const { chain, market } = await start()
      const same = createRandom(seed)
      const other = createRandom(seed + order)
      const listings = await publishLineage(market, same)
      for (let sale = 0; sale < 40; sale++) {
        await sell(market, same, listings)
        for (let extra = other.integer(3); extra > 0; extra--)
          await market.distribute(9, other.pick(listings))
        if (other.integer(5) === 0)
          await market.claim(9, other.pick(traders), listings)
      }
      for (const listing of other.shuffle(listings))
        await market.distribute(9, listing)
      await claimAll(market, other, listings)
      await expectNothingLost(chain, market, listings)
      claimed.push(
        traders.map((trader) =>
          market.model.claimedBy(accountAt(trader).address),
        ),
      )
    }
    expect(claimed[1]).toEqual(claimed[0])
  })
})

async function sell(market: Market, random: Random, listings: Listing[]) {
  const listing = random.pick(listings)
  const buyer = random.pick(traders)
  const kind = random.integer(3)
  if (kind === 0) await market.pay(buyer, listing, randomPrice(random))
  else await market.buy(buyer, listing, kind === 1 ? 0 : 1)
}

/** Share transfers, distributions and claims, as they come. */
async function meddle(market: Market, random: Random, listings: Listing[]) {
  for (let step = random.integer(3); step > 0; step--) {
    const listing = random.pick(listings)
    const account = random.pick(traders)
    const kind = random.integer(3)
    if (kind === 0) {
      await market.distribute(random.pick(traders), listing)
    } else if (kind === 1) {
      const some = random.shuffle(listings).slice(0, 1 + random.integer(5))
      await market.claim(random.pick(traders), account, some)
    } else {
      const owned = market.model.sharesOf(
        accountAt(account).address,
        listing.id,
      )
      const shares = random.bigint(owned + 1n)
      const to = random.pick(traders)
      await market.transferShares({ listing, from: account, to, shares })
    }
  }
}

async function claimAll(market: Market, random: Random, listings: Listing[]) {
  for (const account of random.shuffle(traders))
    await market.claim(9, account, random.shuffle(listings))
  await market.settle()
}

async function expectLineageOf(
  { publicClient }: TestChain,
  { model }: Market,
  listings: Listing[],
) {
  const byAncestor = (a: { ancestor: bigint }, b: { ancestor: bigint }) =>
    a.ancestor < b.ancestor ? -1 : 1
  for (const { id } of listings) {
    const found = await publicClient.readContract({
      address: addresses.revenue,
      abi: revenueAbi,
      functionName: 'royaltiesOf',
      args: [hexToBigInt(id)],
    })
    const expected = model
      .royaltiesOf(id)
      .map(({ ancestor, rate }) => ({ ancestor: BigInt(ancestor), rate }))
    expect([...found].sort(byAncestor)).toEqual(expected.sort(byAncestor))
  }
}

/** Shares, claims and totals of everybody, on the chain and in the model. */
async function expectEqual(
  { publicClient }: TestChain,
  { model }: Market,
  listings: Listing[],
) {
  const contract = {
    address: addresses.revenueShares,
    abi: revenueSharesAbi,
  } as const
  for (const { id } of listings) {
    const asset = hexToBigInt(id)
    const { net } = await publicClient.readContract({
      address: addresses.revenue,
      abi: revenueAbi,
      functionName: 'totals',
      args: [asset],
    })
    expect(net).toBe(model.netOf(id))
    await Promise.all(
      traders.map(async (trader) => {
        const { address } = accountAt(trader)
        const args = [address, asset] as const
        const [claimable, shares] = await Promise.all([
          publicClient.readContract({
            ...contract,
            functionName: 'claimable',
            args,
          }),
          publicClient.readContract({
            ...contract,
            functionName: 'balanceOf',
            args,
          }),
        ])
        expect(shares).toBe(model.sharesOf(address, id))
        expect(claimable).toBe(model.claimableOf(address, id))
      }),
    )
  }
}

/** After all claims, what is left is the treasury's and less than a wei each. */
async function expectNothingLost(
  { publicClient }: TestChain,
  { model }: Market,
  listings: Listing[],
) {
  const [held, owed] = await Promise.all([
    publicClient.readContract({
      address: addresses.token,
      abi: saharaTokenAbi,
      functionName: 'balanceOf',
      args: [addresses.revenue],
    }),
    publicClient.readContract({
      address: addresses.revenue,
      abi: revenueAbi,
      functionName: 'treasuryOwed',
    }),
  ])
  expect(owed).toBe(model.treasury())
  const dust = held - owed
  expect(dust).toBeGreaterThanOrEqual(0n)
  expect(dust).toBeLessThan(BigInt(listings.length * traders.length))
}
