import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNode } from '@sahara/node'
import { addresses } from '@sahara/protocol'
import {
  revenueAbi,
  revenueSharesAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import type {
  Asset,
  Earnings,
  Explanation,
  MovementPage,
} from '@sahara/protocol/api'
import {
  createSaharaClient,
  explain,
  getAsset,
  getEarnings,
  listMovements,
  type SaharaClient,
  waitForNode,
} from '@sahara/sdk'
import { type Address, hexToBigInt, parseEther } from 'viem'
import { afterEach, describe, expect, test } from 'vitest'
import { accountAt } from '../accounts.ts'
import { createRandom, type Random, seedOfRun } from '../createRandom.ts'
import { createTestClock } from '../createTestClock.ts'
import { setupChain, type TestChain } from '../setupChain.ts'
import {
  createMarket,
  type Hold,
  type Listing,
  type Market,
} from './createMarket.ts'
import { createWorld, nameOf } from './createWorld.ts'
import { traders } from './moves/past.ts'
import { publishLineage, randomPrice } from './publishLineage.ts'

const seed = seedOfRun()
const sales = 200
/** What the genesis state gives each developer account. */
const genesisBalance = parseEther('1000000')

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function start(): Promise<{ chain: TestChain; market: Market }> {
  const clock = createTestClock()
  const chain = await setupChain({ clock })
  closers.push(chain.close)
  const world = await createWorld(chain, clock)
  return { chain, market: createMarket(world, world.replay.send) }
}

describe('the money of a lineage', { timeout: 400_000 }, () => {
  test(`behavior: claims equal the reference model to the wei (seed ${seed})`, async () => {
    const { chain, market } = await start()
    const random = createRandom(seed)
    const listings = await publishLineage(market, random)
    await expectLineageOf(chain, market, listings)

    const holds = createHolds(market, random, listings)
    for (let sale = 0; sale < sales; sale++) {
      if (sale % 40 === 20) await market.setFee(random.integer(1_001))
      if (sale % 50 === 30) await holds.passWindows()
      await sell(market, random, listings)
      await holds.meddle()
      await meddle(market, random, listings)
    }
    await market.settle()
    await expectEqual(chain, market, listings)

    const node = await startReader(chain)
    const before = await node.read(listings)
    await expectTold(before, market, listings)
    await holds.settleAll()
    for (const listing of random.shuffle(listings))
      await market.distribute(9, listing)
    await market.settle()
    await expectEqual(chain, market, listings)
    const after = await node.read(listings)
    await expectTold(after, market, listings)
    expectForetold(before, after)
    await claimAll(market, random, listings)
    await expectNothingLost(chain, market, listings)

    const told = await node.read(listings)
    await node.rebuild()
    expect(await node.read(listings)).toEqual(told)
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
        traders.map((trader) => market.model.claimedBy(nameOf(trader))),
      )
    }
    expect(claimed[1]).toEqual(claimed[0])
  })
})

/** Purchases with a refund window, and their ways out, as they come. */
function createHolds(market: Market, random: Random, listings: Listing[]) {
  let open: Hold[] = []
  let over = new Set<Hold>()
  const proven = new Set<Listing>()

  async function end(hold: Hold): Promise<void> {
    open = open.filter((other) => other !== hold)
    if (proven.has(hold.listing)) await market.refund(9, hold)
    else await market.release(9, hold)
  }

  async function passWindows(): Promise<void> {
    await market.passWindows()
    over = new Set(open)
  }

  return {
    passWindows,
    meddle: async () => {
      const listing = random.pick(listings)
      const kind = random.integer(4)
      if (kind < 2) {
        const hold = await market.buyHeld(random.pick(traders), listing)
        if (hold) open.push(hold)
      } else if (kind === 2 && open.length > 0) {
        const hold = random.pick(open)
        if (over.has(hold) || proven.has(hold.listing)) await end(hold)
      } else if (listing.fault && random.integer(4) === 0) {
        await market.proveFault(random.pick(traders), listing)
        proven.add(listing)
      }
    },
    /** In the order of purchase. */
    settleAll: async () => {
      await passWindows()
      for (const hold of open) await end(hold)
    },
  }
}

type Told = {
  accounts: {
    earnings: Earnings
    explanation: Explanation
    movements: MovementPage['items']
  }[]
  assets: Asset[]
}

/** A node of its own, and what it says of all accounts and assets. */
async function startReader({ url }: TestChain) {
  const dataDir = await mkdtemp(join(tmpdir(), 'sahara-lineage-'))
  closers.push(() => rm(dataDir, { recursive: true, force: true }))
  const options = { dataDir, rpcUrl: url, logLevel: 'silent' }
  let node = await startNode(options)
  closers.push(() => node.close())
  return {
    rebuild: async () => {
      await node.close()
      node = await startNode({ ...options, rebuild: true })
    },
    read: async (listings: Listing[]): Promise<Told> => {
      const client = createSaharaClient({ rpcUrl: url, nodeUrl: node.url })
      await waitForNode(client)
      return {
        accounts: await Promise.all(
          traders.map(async (trader) => {
            const { address: account } = accountAt(trader)
            return {
              earnings: await getEarnings(client, { account }),
              explanation: await explain(client, { account }),
              movements: await readMovements(client, account),
            }
          }),
        ),
        assets: await Promise.all(
          listings.map(({ id }) => getAsset(client, { assetId: id })),
        ),
      }
    },
  }
}

/** All that moved an account's money: each for a reason, and nothing missing. */
async function readMovements(client: SaharaClient, account: Address) {
  const items: MovementPage['items'] = []
  let cursor: string | undefined
  let page: MovementPage
  do {
    page = await listMovements(client, { account, limit: 100, cursor })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  const moved = items.reduce((sum, { amount }) => sum + BigInt(amount), 0n)
  expect(moved + genesisBalance).toBe(BigInt(page.balance))
  for (const { cause, amount, parts } of items) {
    expect(['purchase', 'payment', 'refund', 'claim', 'deposit']).toContain(
      cause.type,
    )
    const sum = parts.reduce((all, part) => all + BigInt(part.amount), 0n)
    if (cause.type === 'claim') expect(String(sum)).toBe(amount)
  }
  return items
}

/** What the node tells is what the model says, to the wei. */
async function expectTold(told: Told, { model }: Market, listings: Listing[]) {
  for (const [index, trader] of traders.entries()) {
    const name = nameOf(trader)
    const { earnings, explanation, movements } = told.accounts[index]!
    const claimed = movements
      .filter(({ cause }) => cause.type === 'claim')
      .reduce((sum, { amount }) => sum + BigInt(amount), 0n)
    expect(claimed).toBe(model.claimedBy(name))
    const claimable = listings.reduce(
      (sum, { id }) => sum + model.claimableOf(name, id),
      0n,
    )
    expect(earnings.claimable).toBe(String(claimable))
    expect(earnings.claimed).toBe(String(model.claimedBy(name)))
    expect(explanation.total).toBe(String(claimable + model.claimedBy(name)))
    // Every payment is some purchase's, or somebody just paid.
    for (const { payment } of explanation.entries)
      if (payment?.hold) expect(payment.hold.state).toBe('released')
  }
  for (const [index, { id }] of listings.entries()) {
    const { totals } = told.assets[index]!
    expect(totals.net).toBe(String(model.netOf(id)))
    expect(totals.held).toBe(String(model.heldOf(id)))
    expect(totals.refunded).toBe(String(model.refundedOf(id)))
  }
}

/**
 * What was told as pending and held became income, but for payments whose key
 * was bad; each account's shares were the same all the time.
 */
function expectForetold(before: Told, after: Told): void {
  for (const [index, { earnings }] of before.accounts.entries()) {
    const { total, pending, held } = earnings
    const later = after.accounts[index]!.earnings
    expect(later.total).toBe(
      String(BigInt(total) + BigInt(pending) + BigInt(held)),
    )
    expect([later.pending, later.held]).toEqual(['0', '0'])
  }
}

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
      const owned = market.model.sharesOf(nameOf(account), listing.id)
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
        expect(shares).toBe(model.sharesOf(nameOf(trader), id))
        expect(claimable).toBe(model.claimableOf(nameOf(trader), id))
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
