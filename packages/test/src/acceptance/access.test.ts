import { addresses, perpetual, type Right, rights } from '@sahara/protocol'
import { licencesAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt } from '../accounts.ts'
import { createRandom, type Random, seedOfRun } from '../createRandom.ts'
import { createTestClock } from '../createTestClock.ts'
import { setupChain, type TestChain } from '../setupChain.ts'
import {
  type Access,
  createAccess,
  type OfferPair,
  type PolicyPair,
} from './createAccess.ts'
import { createMarket, type Listing, type Market } from './createMarket.ts'
import { traders } from './publishLineage.ts'

const seed = seedOfRun()
const steps = 300
const clock = createTestClock()
const hour = 3_600
const names = Object.keys(rights) as Right[]
let chain: TestChain
let market: Market

beforeAll(async () => {
  chain = await setupChain({ clock })
  market = await createMarket(chain, clock)
})
afterAll(() => chain.close())

const addressOf = (index: number): Address => accountAt(index).address
const now = () => Math.floor(clock.now() / 1_000)

/** Whole hours pass, so that nothing is looked at where one ends. */
async function passHours(hours: number, listing: Listing): Promise<void> {
  await market.settle()
  clock.advance(hours * hour * 1_000)
  await market.pay(9, listing, 1n)
  await market.settle()
}

describe('access', { timeout: 240_000 }, () => {
  test(`behavior: sales, grants, organisations and policies equal the reference model (seed ${seed})`, async () => {
    const random = createRandom(seed)
    clock.advance((hour / 2 - (now() % hour) + hour) * 1_000)
    const access = createAccess(chain, market)
    const listings: Listing[] = []
    for (const publisher of [0, 1]) {
      const listing = await market.publish({
        ...{ publisher, royalty: 100, prices: [1n, 1n, 1n], parents: [] },
        ...{ isKeyBad: false },
        contributors: [
          { account: 2, shares: 4_000 },
          { account: 3, shares: 6_000 },
        ],
      })
      access.model.publish(listing.id, addressOf(publisher))
      listings.push(listing)
    }
    const organisations = [
      await access.register(6, 'archive'),
      await access.register(7, 'observatory'),
    ]
    const whom = [...traders.map(addressOf), ...organisations]
    const { policies, list } = await makePolicies(random, access, listings)
    const offers: OfferPair[] = []
    for (let count = 0; count < 8; count++)
      offers.push(await addOne(random, access, listings, policies))

    const closed = new Set<OfferPair>()
    const refusals = new Set<string>()
    let sales = 0
    for (let step = 0; step < steps; step++) {
      const kind = random.integer(20)
      const account = random.pick(whom)
      const listing = random.pick(listings)
      const right = random.pick(names)
      if (kind < 9) {
        const refusal = await access.buy(
          ...([random.pick(traders), random.pick(offers)] as const),
          ...([account, now()] as const),
        )
        if (refusal) refusals.add(refusal)
        else sales += 1
      } else if (kind < 11) {
        const ends = [perpetual, Math.ceil(now() / hour) + random.integer(30)]
        await access.grant(listing, account, right, random.pick(ends))
      } else if (kind < 13) await access.revoke(listing, account, right)
      else if (kind === 13)
        offers.push(await addOne(random, access, listings, policies))
      else if (kind === 14) {
        const offer = random.pick(offers)
        if (closed.has(offer)) continue
        closed.add(offer)
        await access.close(offer)
      } else if (kind === 15) await linkOne(random, access)
      else if (kind === 16)
        await access.setMember(list, account, random.integer(2) === 0)
      else if (kind === 17) await moveShares(random, listing)
      else if (kind === 18) await passHours(1 + random.integer(9), listing)
      if (step % 25 === 24) await expectEqual(access, listings, offers)
    }
    expect(sales).toBeGreaterThan(20)
    expect([...refusals].sort()).toEqual(['closed', 'not allowed', 'sold out'])
    // What was bought for ever is all that is left in the end.
    await passHours(24 * 400, listings[0] as Listing)
    await expectEqual(access, listings, offers)
  })
})

async function makePolicies(
  random: Random,
  access: Access,
  listings: Listing[],
): Promise<{ policies: (PolicyPair | undefined)[]; list: PolicyPair }> {
  const asset = random.pick(listings).id
  const start = now() - hour
  const end = now() + 40 * hour
  const list = await access.policy('membership', [addressOf(9)], {
    ...{ kind: 'list', members: new Set() },
  })
  const window = await access.policy(
    ...(['timeWindow', [BigInt(start), BigInt(end)]] as const),
    { kind: 'window', start, end },
  )
  const shares = await access.policy(
    'tokenIdHolding',
    [addresses.revenueShares, BigInt(asset), 1_000n],
    { kind: 'shares', asset, minimum: 1_000n },
  )
  const not = await access.policy('not', [shares.address], {
    ...{ kind: 'not', part: shares.model },
  })
  const combine = (kind: 'all' | 'any', parts: PolicyPair[]) =>
    access.policy(`${kind}Of`, [parts.map(({ address }) => address)], {
      ...{ kind, parts: parts.map(({ model }) => model) },
    })
  const any = await combine('any', [list, shares])
  const all = await combine('all', [window, any])
  return { policies: [undefined, list, window, shares, not, any, all], list }
}

function addOne(
  random: Random,
  access: Access,
  listings: Listing[],
  policies: (PolicyPair | undefined)[],
): Promise<OfferPair> {
  const some = random.shuffle(names).slice(0, 1 + random.integer(3))
  return access.addOffer(random.pick(listings), {
    rights: some,
    durationHours: random.pick([0, 1, 5, 24, 24, 200]),
    maxSales: random.pick([0, 0, 1, 3]),
    policy: random.pick(policies),
  })
}

/** The accounts 2 to 5 join organisations and leave them. */
async function linkOne(random: Random, access: Access): Promise<void> {
  const account = 2 + random.integer(4)
  const [owner, id] = random.pick([
    [6, 1],
    [7, 2],
  ] as const)
  try {
    await access.link(account, owner, id)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    await access.unlink(account)
  }
}

async function moveShares(random: Random, listing: Listing): Promise<void> {
  const from = random.pick(traders)
  const owned = market.model.sharesOf(addressOf(from), listing.id)
  await market.transferShares({
    ...{ listing, from, to: random.pick(traders) },
    shares: random.bigint(owned + 1n),
  })
}

/** Each right of everyone, and how often each offer under a cap was sold. */
async function expectEqual(
  { model }: Access,
  listings: Listing[],
  offers: OfferPair[],
): Promise<void> {
  await market.settle()
  const questions = listings.flatMap(({ id }) =>
    traders.flatMap((trader) =>
      names.map((right) => ({ id, account: addressOf(trader), right })),
    ),
  )
  const licences = { address: addresses.licences, abi: licencesAbi } as const
  const answers = await chain.publicClient.multicall({
    multicallAddress: addresses.multicall3,
    allowFailure: false,
    contracts: questions.map(({ id, account, right }) => ({
      ...{ ...licences, functionName: 'hasAccess' as const },
      args: [account, BigInt(id), rights[right]] as const,
    })),
  })
  expect(answers).toEqual(
    questions.map(({ id, account, right }) =>
      model.hasAccess(account, id, right, now()),
    ),
  )
  const found = await chain.publicClient.multicall({
    multicallAddress: addresses.multicall3,
    allowFailure: false,
    contracts: offers.map(({ id }) => ({
      ...{ ...licences, functionName: 'offerOf' as const },
      args: [id] as const,
    })),
  })
  for (const [index, { terms, sold }] of found.entries())
    if (terms.maxSales > 0)
      expect(sold).toBe(model.soldOf(offers[index]?.id ?? '0x'))
}
