import {
  addresses,
  idAccountOf,
  perpetual,
  type Right,
  rights,
} from '@sahara/protocol'
import type { Random } from '../../createRandom.ts'
import type { Access, PolicyPair } from '../createAccess.ts'
import type { Market } from '../createMarket.ts'
import { addressOf, type World } from '../createWorld.ts'
import { randomPrice } from '../publishLineage.ts'
import { anyone, type Move, type Past, traders } from './past.ts'

const hour = 3_600
const rightNames = Object.keys(rights) as Right[]

export type Policies = { all: (PolicyPair | undefined)[]; list: PolicyPair }

/** One of each kind, and some of several. */
export async function makePolicies(
  random: Random,
  { access, world, past }: { access: Access; world: World; past: Past },
): Promise<Policies> {
  const asset = random.pick(past.listings).id
  const now = Math.floor(world.clock.now() / 1_000)
  const [start, end] = [now - hour, now + 40 * hour]
  const list = await access.policy('membership', [addressOf(anyone)], {
    ...{ kind: 'list', members: new Set() },
  })
  const window = await access.policy(
    'timeWindow',
    [BigInt(start), BigInt(end)],
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
  return { all: [undefined, list, window, shares, not, any, all], list }
}

/** Offers under policies and caps, their sale for others, and grants. */
export function createAccessMoves(
  random: Random,
  parts: {
    access: Access
    market: Market
    world: World
    past: Past
    policies: Policies
  },
): Move[] {
  const { access, market, world, past, policies } = parts
  const someone = () => random.pick(traders)
  /** Accounts, and the IDs of organisations. */
  const whom = () => {
    const ids = world.model.ids.ids.map((_, index) => idAccountOf(index + 1))
    return random.pick([...traders.map(addressOf), ...ids.slice(0, 4)])
  }
  /** Mostly the owner, so that not all is refused. */
  const ownerOf = (asset: string) =>
    random.integer(8) > 0 ? world.ownerOf(asset) : someone()

  return [
    [10, () => buyOne()],
    [
      2,
      () => {
        const listing = random.pick(past.listings)
        const nextHour = Math.ceil(world.clock.now() / 1_000 / hour)
        const end = random.pick([perpetual, nextHour + random.integer(30)])
        return access.grant(
          ownerOf(listing.id),
          listing,
          whom(),
          random.pick(rightNames),
          end,
        )
      },
    ],
    [
      2,
      () => {
        const listing = random.pick(past.listings)
        return access.revoke(
          ownerOf(listing.id),
          listing,
          whom(),
          random.pick(rightNames),
        )
      },
    ],
    [3, () => addOne()],
    [
      1,
      () => {
        if (past.offers.length === 0) return undefined
        const offer = random.pick(past.offers)
        return access.close(ownerOf(offer.listing.id), offer)
      },
    ],
    [2, () => access.setMember(policies.list, whom(), random.integer(2) === 0)],
  ]

  function buyOne() {
    if (past.offers.length === 0) return undefined
    return market.buyOffer({
      ...{ payer: someone(), beneficiary: whom() },
      offer: random.pick(past.offers.slice(-8)).id,
    })
  }

  async function addOne() {
    const listing = random.pick(past.listings)
    const added = await access.addOffer(ownerOf(listing.id), listing, {
      rights: random.shuffle(rightNames).slice(0, 1 + random.integer(3)),
      priceWei: random.integer(4) === 0 ? 0n : randomPrice(random),
      durationHours: random.pick([0, 1, 5, 24, 24, 200]),
      refundHours: 0,
      maxSales: random.pick([0, 0, 1, 3]),
      policy: random.pick(policies.all),
    })
    if (added) past.offers.push(added)
    return undefined
  }
}

/** The names of all rights. */
export const allRights: readonly Right[] = rightNames
