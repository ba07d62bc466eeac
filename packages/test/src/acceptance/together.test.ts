import { stakeAgreementOf } from '@sahara/protocol'
import { zeroHash } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom, type Random, seedOfRun } from '../createRandom.ts'
import { createTestClock } from '../createTestClock.ts'
import { setupChain, type TestChain } from '../setupChain.ts'
import { compareWorld } from './compareWorld.ts'
import { createAccess } from './createAccess.ts'
import { createAside } from './createAside.ts'
import { createAuthorizedSteps } from './createAuthorizedSteps.ts'
import { createContributionSteps } from './createContributionSteps.ts'
import { createIdSteps } from './createIdSteps.ts'
import { createKeeperSteps } from './createKeeperSteps.ts'
import { createMarket } from './createMarket.ts'
import { createPowerSteps } from './createPowerSteps.ts'
import { createTrading } from './createTrading.ts'
import { createVersionSteps } from './createVersionSteps.ts'
import { createVoteSteps } from './createVoteSteps.ts'
import { addressOf, createWorld, type World } from './createWorld.ts'
import { leave } from './leave.ts'
import { createAccessMoves, makePolicies } from './moves/createAccessMoves.ts'
import { createAuthorizedMoves } from './moves/createAuthorizedMoves.ts'
import { createContributionMoves } from './moves/createContributionMoves.ts'
import { createIdMoves } from './moves/createIdMoves.ts'
import { createKeeperMoves } from './moves/createKeeperMoves.ts'
import { createMarketMoves, publishOne } from './moves/createMarketMoves.ts'
import { createPowerMoves } from './moves/createPowerMoves.ts'
import { createSuccessorMoves } from './moves/createSuccessorMoves.ts'
import { createTradeMoves } from './moves/createTradeMoves.ts'
import { createVersionMoves } from './moves/createVersionMoves.ts'
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
      ...{ asked: [], charged: [], said: [], keys: [], payments: [] },
    }
    const [market, access] = [createMarket(world), createAccess(world)]
    const trading = createTrading(world)
    const aside = createAside(world)
    const keeperSteps = createKeeperSteps(world)
    const votes = createVoteSteps(world)
    const idSteps = createIdSteps(world)
    const contributionSteps = createContributionSteps(world)
    const powers = createPowerSteps(world)
    const versions = createVersionSteps(world)
    const authorized = createAuthorizedSteps(world)
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

    const marketMoves = createMarketMoves(random, { market, world, past })
    const tradeMoves = createTradeMoves(random, { trading, world, past })
    const keeperMoves = createKeeperMoves(random, {
      ...{ aside, keeperSteps, world, past },
    })
    const voteMoves = createVoteMoves(random, votes)
    const powerMoves = createPowerMoves(random, { powers, world, past })
    const versionMoves = createVersionMoves(random, { versions, world, past })
    const successorMoves = createSuccessorMoves(random, { keeperSteps, world })
    const authorizedMoves = createAuthorizedMoves(random, {
      ...{ authorized, trading, world, past },
    })
    const areas: [weight: number, moves: Move[]][] = [
      [6, marketMoves],
      [6, tradeMoves],
      [5, createAccessMoves(random, { access, market, world, past, policies })],
      [6, keeperMoves],
      [2, voteMoves],
      [3, createIdMoves(random, { idSteps, world })],
      [1, createContributionMoves(random, { contributionSteps, world, past })],
      [2, powerMoves],
      [2, versionMoves],
      [2, successorMoves],
      [6, authorizedMoves],
      [2, [[1, () => passSome(random)]]],
    ]
    /** What every run must have done, and what does it. */
    const needed: Record<string, Move[]> = {
      ...{ buy: marketMoves, claim: marketMoves, fill: tradeMoves },
      ...{ fund: keeperMoves, lock: voteMoves, execute: powerMoves },
      ...{ addVersion: versionMoves, nameSuccessor: successorMoves },
      buyWithAuthorization: authorizedMoves,
      fillWithAuthorization: authorizedMoves,
    }
    for (let step = 1; step <= steps; step++) {
      await choose(random, choose(random, areas))()
      if (step % compareEvery === 0)
        await expectEqual(`step ${step} of seed ${seed}`)
    }
    const { done, refused } = world.replay
    // What a long pause or chance left out comes now.
    for (const [name, moves] of Object.entries(needed))
      for (let tries = 0; tries < 50 && !done.has(name); tries++) {
        await powers.unpause()
        await choose(random, moves)()
      }
    // It did not only refuse, nor only accept.
    for (const name of Object.keys(needed))
      expect(done.get(name) ?? 0, name).toBeGreaterThan(0)
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
