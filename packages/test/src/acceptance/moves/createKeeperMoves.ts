import {
  type Agreement,
  type AssetId,
  challengeAgreementOf,
  keeperFeeAgreementOf,
  stakeAgreementOf,
} from '@sahara/protocol'
import { numberToHex } from 'viem'
import type { Random } from '../../createRandom.ts'
import type { Aside } from '../createAside.ts'
import type { KeeperSteps } from '../createKeeperSteps.ts'
import type { Listing } from '../createMarket.ts'
import { addressOf, indexOf, type World } from '../createWorld.ts'
import type { DealtShare } from '../dealShares.ts'
import {
  anyone,
  holder,
  keepers,
  type Move,
  type Past,
  traders,
} from './past.ts'

const month = 30 * 86_400

/** Stakes, challenges, fees and bonds, and Escrow as anyone may call it. */
export function createKeeperMoves(
  random: Random,
  parts: { aside: Aside; keeperSteps: KeeperSteps; world: World; past: Past },
): Move[] {
  const { aside, keeperSteps, world, past } = parts
  const stake = world.model.terms.stakeWei
  const monthEnd = Math.floor(world.clock.now() / 1_000) + month
  const some = (): Listing => random.pick(past.listings.slice(-6))
  const keeper = () => random.pick(keepers)
  const { fund, lock, release, slash, pay } = aside
  /** Mostly the owner, so that not all is refused. */
  const whoOwns = ({ id }: Listing) =>
    random.integer(6) > 0 ? world.ownerOf(id) : random.pick(traders)
  const asked = () => past.asked.length > 0 && random.pick(past.asked.slice(-6))

  return [
    [2, () => fundStake(keeper())],
    [7, () => joinKeepers(keeper())],
    [1, () => keeperSteps.leave(keeper())],
    [2, () => keeperSteps.releaseStake(anyone, keeper())],
    [10, () => askOne()],
    [
      3,
      () => {
        const one = asked()
        if (!one) return undefined
        const by = random.integer(4) > 0 ? one.share.keeperIndex : keeper()
        return keeperSteps.answer(by, one.asker, one.share)
      },
    ],
    [
      4,
      () => {
        const one = asked()
        if (!one) return undefined
        return keeperSteps.settle(anyone, one.asker, one.share)
      },
    ],
    [1, () => keeperSteps.proveLie(anyone, random.pick(some().shares))],
    [7, () => beginOne(random.pick(some().shares))],
    [3, () => fundFee(some())],
    [6, () => drawOne(random.pick(some().shares))],
    [1, () => ofAsset('retire')],
    [2, () => ofAsset('releaseBond')],
    [2, () => shredOne()],
    [1, () => transferOne(some())],
    [3, () => reclaimOne()],
    [3, () => aside.withdraw(anyone, addressOf(random.integer(10)))],
    [6, () => useEscrow()],
  ]

  function fundStake(whose: number) {
    const amounts = [stake, stake / 10n, 1n + random.bigint(stake)]
    const agreement = stakeAgreementOf(addressOf(whose))
    return fund(keeper(), agreement, random.pick(amounts))
  }

  /** Mostly with all that its stake lacks. */
  async function joinKeepers(from: number) {
    const agreement = stakeAgreementOf(addressOf(from))
    const lacks = stake - aside.lockedOf(agreement)
    if (lacks > 0n && random.integer(4) > 0) await fund(from, agreement, lacks)
    return keeperSteps.register(from)
  }

  /** Mostly by the owner, or by who bought; and mostly with a bond for it. */
  async function askOne() {
    const listing = some()
    const share = random.pick(listing.shares)
    const asker =
      random.integer(4) > 0 ? whoOwns(listing) : random.pick(traders)
    const bond = challengeAgreementOf(addressOf(asker))
    if (random.integer(4) > 0)
      await fund(asker, bond, stake / 1_000_000n + random.bigint(9n))
    const refusal = await keeperSteps.challenge(asker, share)
    if (refusal === undefined) past.asked.push({ asker, share })
    return refusal
  }

  async function beginOne(share: DealtShare) {
    const by = random.integer(5) > 0 ? share.keeperIndex : keeper()
    const refusal = await keeperSteps.beginFee(by, share)
    if (refusal === undefined) past.charged.push(share)
    return refusal
  }

  /** Mostly where something is charged. */
  function drawOne(share: DealtShare) {
    const isKnown = past.charged.length > 0 && random.integer(5) > 0
    const { asset, keeperIndex } = isKnown
      ? random.pick(past.charged.slice(-5))
      : share
    return keeperSteps.drawFee(anyone, asset as AssetId, keeperIndex)
  }

  function fundFee({ id }: Listing) {
    const amountWei = 1n + random.bigint(10n ** BigInt(4 + random.integer(14)))
    const agreement = keeperFeeAgreementOf(id, addressOf(world.ownerOf(id)))
    return fund(random.pick(traders), agreement, amountWei)
  }

  /** Mostly what is sold no more. */
  function shredOne() {
    const listing = random.pick(past.listings.slice(0, 3))
    const count = world.model.assets.versionsOf(listing.id).length
    const version =
      random.integer(6) > 0 ? 1 + random.integer(count) : count + 1
    return aside.shred(whoOwns(listing), listing.id, version)
  }

  function ofAsset(name: 'retire' | 'releaseBond') {
    // What is retired is of no more use to all others: the oldest only.
    const listing = random.pick(past.listings.slice(0, 3))
    const by = name === 'releaseBond' ? anyone : whoOwns(listing)
    return aside[name](by, listing.id)
  }

  function transferOne({ id }: Listing) {
    return aside.transfer(world.ownerOf(id), id, random.pick(traders))
  }

  function reclaimOne() {
    const agreements = world.agreements()
    if (agreements.length === 0) return undefined
    const agreement = random.pick(agreements)
    const owner = indexOf(agreement.account)
    const by = random.integer(5) > 0 ? owner : anyone
    return aside.reclaim(by, agreement)
  }

  /** Agreements with an account that holds what others put aside. */
  function useEscrow() {
    const agreement: Agreement = {
      ...{ holder: addressOf(holder), purpose: numberToHex(1, { size: 32 }) },
      ...{ account: addressOf(1), terms: random.integer(3) },
      // Never over, or in a month.
      until: random.pick([0, 0, monthEnd]),
    }
    const act = random.pick([fund, fund, lock, lock, release, slash, pay])
    const by = random.integer(6) > 0 ? holder : anyone
    const amount = 1n + random.bigint(1_000n)
    if (act !== fund) return act(by, agreement, amount / 2n + 1n, anyone)
    const tooMuch = random.integer(8) === 0
    return fund(anyone, agreement, tooMuch ? 10n ** 30n : amount)
  }
}
