import { addresses } from '@sahara/protocol'
import { expect } from 'vitest'
import { accounts } from '../accounts.ts'
import type { Aside } from './createAside.ts'
import type { KeeperSteps } from './createKeeperSteps.ts'
import type { Market, Outcome } from './createMarket.ts'
import type { VoteSteps } from './createVoteSteps.ts'
import {
  addressOf,
  indexOf,
  nameOf,
  splitterOf,
  type World,
} from './createWorld.ts'
import { anyone, holder, keepers, type Past, traders } from './moves/past.ts'

const day = 86_400

/**
 * Whoever has something in the contracts takes it out, and nobody is kept from
 * it. What is left is less than a wei for each that was paid.
 */
export async function leave(parts: {
  world: World
  past: Past
  market: Market
  aside: Aside
  keeperSteps: KeeperSteps
  votes: VoteSteps
}): Promise<void> {
  const { world, past, market, aside, keeperSteps, votes } = parts
  const { model, passTime } = world
  const { listings } = past
  await passTime(100 * day)
  for (const { asker, share } of past.asked)
    await keeperSteps.settle(anyone, asker, share)
  for (const keeper of keepers) await keeperSteps.leave(keeper)
  for (const { id } of listings) await aside.retire(world.ownerOf(id), id)
  for (const from of traders) {
    const lockedWei = model.votes.lockedOf(nameOf(from))
    if (lockedWei > 0n) await done(votes.unlock(from, lockedWei))
  }
  await passTime(100 * day)
  for (const from of traders) await done(votes.withdraw(anyone, from))
  for (const keeper of keepers)
    if (model.keepers.dueAt(nameOf(keeper)) > 0)
      await done(keeperSteps.releaseStake(anyone, keeper))
  for (const { id } of listings) await aside.releaseBond(anyone, id)
  for (const agreement of world.agreements()) {
    const owner = indexOf(agreement.account)
    await aside.reclaim(owner, agreement)
    // What a holder has locked is theirs to give back.
    const lockedWei = aside.lockedOf(agreement)
    if (agreement.holder === addressOf(holder) && lockedWei > 0n)
      await done(aside.release(holder, agreement, lockedWei))
  }
  for (const { address } of accounts)
    await done(aside.withdraw(anyone, address))
  await done(aside.withdraw(anyone, addresses.timelock))
  expect(model.escrow.owed()).toBe(0n)
  expect(model.ledger.balanceOf(addresses.lockedVotes)).toBe(0n)

  for (const hold of past.holds)
    if ((await market.release(anyone, hold)) === 'RevenueKeyFaulty')
      await done(market.refund(anyone, hold))
  for (const listing of listings) {
    await done(market.releaseRoyalties(anyone, listing))
    expect(model.ledger.balanceOf(splitterOf(listing.id))).toBe(0n)
  }
  for (const listing of listings) await done(market.distribute(anyone, listing))
  for (const trader of traders)
    await done(market.claim(anyone, trader, listings))
  await done(market.claimTreasury(anyone))
  const left = model.ledger.balanceOf(addresses.revenue)
  const paid = listings.length * (listings.length + traders.length)
  expect(left).toBeGreaterThanOrEqual(0n)
  expect(left).toBeLessThan(BigInt(paid))
}

const done = async (refusal: Outcome) => {
  expect(await refusal).toBeUndefined()
}
