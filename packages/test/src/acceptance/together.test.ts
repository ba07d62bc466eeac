import { stakeAgreementOf } from '@sahara/protocol'
import { zeroHash } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom, type Random, seedOfRun } from '../createRandom.ts'
import { createTestClock } from '../createTestClock.ts'
import { setupChain, type TestChain } from '../setupChain.ts'
import { compareWorld } from './compareWorld.ts'
import { createAccess } from './createAccess.ts'
import { createAside } from './createAside.ts'
import { createContributionSteps } from './createContributionSteps.ts'
import { createIdSteps } from './createIdSteps.ts'
import { createKeeperSteps } from './createKeeperSteps.ts'
import { createMarket } from './createMarket.ts'
import { createPowerSteps } from './createPowerSteps.ts'
import { createTrading } from './createTrading.ts'
import { createVoteSteps } from './createVoteSteps.ts'
import { addressOf, createWorld, type World } from './createWorld.ts'
import { leave } from './leave.ts'
import { createAccessMoves, makePolicies } from './moves/createAccessMoves.ts'
import { createContributionMoves } from './moves/createContributionMoves.ts'
import { createIdMoves } from './moves/createIdMoves.ts'
import { createKeeperMoves } from './moves/createKeeperMoves.ts'
import { createMarketMoves, publishOne } from './moves/createMarketMoves.ts'
import { createPowerMoves } from './moves/createPowerMoves.ts'
import { createTradeMoves } from './moves/createTradeMoves.ts'
import { createVoteMoves } from './moves/createVoteMoves.ts'
import { keepers, type Move, type Past } from './moves/past.ts'

const seed = seedOfRun()
const steps = process.env.DEEP ? 5_000 : 500
const compareEvery = 50
const clock = createTestClock()
const hour = 3_600
const day = 24 * hour
let chain: TestChain
let world: World

beforeAll(async () => {
  chain = await setupChain({ clock })
  world = await createWorld(chain, clock)
})
afterAll(() => chain.close())

describe('all contracts together', { timeout: 1_800_000 }, () => {
  test(`behavior: any steps on one chain equal the reference model (seed ${seed})`, async () => {
    const random = createRandom(seed)
    const past: Past = {
      ...{ listings: [], holds: [], orders: [], offers: [] },
      ...{ asked: [], charged: [], said: [] },
    }
    const [market, access] = [createMarket(world), createAccess(world)]
    const trading = createTrading(world)
    const aside = createAside(world)
    const keeperSteps = createKeeperSteps(world)
    const votes = createVoteSteps(world)
    const idSteps = createIdSteps(world)
    const contributionSteps = createContributionSteps(world)
    const powers = createPowerSteps(world)
    for (const keeper of keepers) {
      const agreement = stakeAgreementOf(addressOf(keeper))
      const { stakeWei } = world.model.terms
      await aside.fund(keeper, agreement, stakeWei)
      await keeperSteps.register(keeper)
    }
    while (past.listings.length < 3)
      await publishOne(random, { market, world, past })
    for (const [owner, handle] of [
      [0, 'alice'],
      [3, 'bob'],
      [6, 'wind'],
    ] as const)
      await idSteps.register(owner, handle, zeroHash, 'age1')
    await idSteps.setGuardians(0, 1, {
      ...{ guardians: [1, 2, 4], threshold: 2, delay: 600 },
    })
    const policies = await makePolicies(random, { access, world, past })

    const areas: [weight: number, moves: Move[]][] = [
      [6, createMarketMoves(random, { market, world, past })],
      [6, createTradeMoves(random, { trading, world, past })],
      [5, createAccessMoves(random, { access, market, world, past, policies })],
      [6, createKeeperMoves(random, { aside, keeperSteps, world, past })],
      [2, createVoteMoves(random, votes)],
      [3, createIdMoves(random, { idSteps, world })],
      [1, createContributionMoves(random, { contributionSteps, world, past })],
      [2, createPowerMoves(random, { powers, world, past })],
      [2, [[1, () => passSome(random)]]],
    ]
    for (let step = 1; step <= steps; step++) {
      await choose(random, choose(random, areas))()
      if (step % compareEvery === 0)
        await expectEqual(`step ${step} of seed ${seed}`)
    }
    // It did not only refuse, nor only accept.
    const { done, refused } = world.replay
    for (const often of ['buy', 'fund', 'fill', 'lock', 'claim', 'execute'])
      expect(done.get(often) ?? 0, often).toBeGreaterThan(0)
    expect(done.size).toBeGreaterThan(35)
    expect(refused.size).toBeGreaterThan(20)

    await leave({ world, past, market, aside, keeperSteps, votes })
    await expectEqual(`the end of seed ${seed}`)

    async function expectEqual(when: string): Promise<void> {
      const { chain: found, model } = await compareWorld(world, past)
      expect(found, when).toEqual(model)
    }
  })
})

/** By weight. */
function choose<T>(random: Random, list: readonly (readonly [number, T])[]): T {
  let place = random.integer(list.reduce((sum, [weight]) => sum + weight, 0))
  for (const [weight, item] of list) {
    place -= weight
    if (place < 0) return item
  }
  throw new RangeError('nothing to choose from')
}

/** Mostly a little, so that what was signed and asked is still of use. */
async function passSome(random: Random): Promise<undefined> {
  const long = random.pick([2 * day, 3 * day, 20 * day, 40 * day, 100 * day])
  const short = random.pick([5, 31, 61, 900, hour, 5 * hour])
  await world.passTime(random.integer(4) === 0 ? long : short)
}
