import {
  type Agreement,
  type AssetId,
  addresses,
  bondAgreementOf,
  challengeAgreementOf,
  keeperFeeAgreementOf,
  stakeAgreementOf,
} from '@sahara/protocol'
import { numberToHex, parseEther } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt, accounts } from '../accounts.ts'
import { createRandom, type Random, seedOfRun } from '../createRandom.ts'
import { createTestClock } from '../createTestClock.ts'
import { setupChain, type TestChain } from '../setupChain.ts'
import {
  type Aside,
  createAside,
  type DealtAsset,
  type DealtShare,
} from './createAside.ts'
import { createReplay, type Replay } from './createReplay.ts'

const seed = seedOfRun()
const steps = 300
const clock = createTestClock()
const day = 86_400
const keepers = [5, 6, 7] as const
const owners = [1, 2, 3, 4] as const
/** Holds what others put aside, as a contract would. */
const holder = 8
const anyone = 9
const stake = parseEther('100')
/** The chain's errors, by the reasons of the models. */
const names = {
  ...{ 'too little money': 'ERC20InsufficientBalance' },
  ...{ nothing: 'EscrowZeroAmount', 'not agreed': 'EscrowTermsForbid' },
  'not the holder': 'EscrowNotHolder',
  'not the account': 'EscrowNotAccount',
  'too little aside': 'EscrowTooLittle',
  ...{ 'not listed': 'KeepersNotActive', 'not due': 'KeepersStakeNotDue' },
  'did not leave': 'KeepersNotLeaving',
  'challenges are open': 'KeepersChallengesOpen',
  'no access': 'KeepersNoAccess',
  'does not answer for it': 'KeepersNotAccountable',
  ...{ shredded: 'KeepersShredded', unpaid: 'KeepersUnpaid' },
  'asked already': 'KeepersAlreadyChallenged',
  'not asked': 'KeepersNoChallenge',
  'another was asked': 'KeepersNotChallenged',
  ...{ 'too late': 'KeepersTooLate', 'too early': 'KeepersTooEarly' },
  'dealt to another': 'KeepersNotSigned',
  'charges already': 'KeepersChargingAlready',
  'does not charge': 'KeepersNotCharging',
  'not the owner': 'AssetRegistryNotOwner',
  'not the grantor': 'LicencesNotOwner',
  'retired before': 'AssetRegistryNotActive',
  'not retired': 'AssetRegistryNotRetired',
  'bond not due': 'AssetRegistryBondNotDue',
  ...{ 'not its owner': 'KeepersNotOwner', 'still sold': 'KeepersStillSold' },
}
let chain: TestChain
let replay: Replay
let aside: Aside

beforeAll(async () => {
  chain = await setupChain({ clock })
  replay = createReplay(chain, names)
  aside = await createAside(replay, keepers)
})
afterAll(() => chain.close())

const addressOf = (index: number) => accountAt(index).address

/** What happened so far, as the test itself remembers it. */
type Past = {
  assets: DealtAsset[]
  asked: { asker: number; share: DealtShare }[]
  /** For which fees are charged, or were. */
  charged: DealtShare[]
}

describe('money that is put aside', { timeout: 400_000 }, () => {
  test(`behavior: stakes, challenges, fees, bonds and deposits equal the reference model (seed ${seed})`, async () => {
    const random = createRandom(seed)
    const past: Past = { assets: [], asked: [], charged: [] }
    const refusals = new Map<string, number>()
    const note = (refusal: string | undefined) => {
      const name = refusal ?? 'done'
      refusals.set(name, (refusals.get(name) ?? 0) + 1)
    }
    for (const keeper of keepers) {
      note(await fund(keeper, stakeAgreementOf(addressOf(keeper)), stake))
      note(await aside.register(keeper))
    }
    for (const _ of owners) note(await publishOne(random, past))
    for (let step = 0; step < steps; step++) {
      note(await act(random, past))
      const { chain: found, model } = await aside.compare()
      expect(found, `step ${step} of seed ${seed}`).toEqual(model)
    }
    // It did not only refuse, nor only accept.
    for (const often of ['fund', 'register', 'challenge', 'drawFee'])
      expect(replay.done.get(often) ?? 0, often).toBeGreaterThan(1)
    // Of the two dozen functions that it calls.
    expect(replay.done.size).toBeGreaterThan(14)
    expect(refusals.size).toBeGreaterThan(10)

    await exit(past)
    const { chain: found, model } = await aside.compare()
    expect(found).toEqual(model)
    expect(model).toMatchObject({ owed: 0n })
  })
})

const fund = (from: number, agreement: Agreement, amountWei: bigint) =>
  aside.escrow(from, 'fund', agreement, amountWei)

async function publishOne(random: Random, past: Past) {
  const publisher = random.pick(owners)
  const asset = await aside.deal(publisher, random.shuffle(keepers))
  const { assetId } = asset.deal
  if (random.integer(5) > 0)
    await fund(
      random.pick(owners),
      bondAgreementOf(assetId, addressOf(publisher)),
      parseEther('1') + random.bigint(2n),
    )
  const refusal = await aside.publish(asset)
  if (refusal === undefined) past.assets.push(asset)
  return refusal
}

/** Mostly the owner, so that not all is refused. */
function whoOwns(random: Random, { deal }: DealtAsset): number {
  const owner = aside.keepers.ownerOf(deal.assetId)
  const index = accounts.findIndex(
    ({ address }) => address.toLowerCase() === owner,
  )
  return random.integer(6) > 0 ? index : random.pick(owners)
}

/** One random step. */
async function act(random: Random, past: Past): Promise<string | undefined> {
  const asset = random.pick(past.assets.slice(-4))
  const { assetId } = asset.deal
  const keeper = random.pick(keepers)
  const share = random.pick(asset.shares)
  const asked = past.asked.length > 0 && random.pick(past.asked.slice(-6))
  const moves: [number, () => Promise<string | undefined>][] = [
    [3, () => fundStake(random, keeper)],
    [9, () => joinKeepers(random, keeper)],
    [2, () => aside.leave(keeper)],
    [2, () => aside.releaseStake(anyone, keeper)],
    [2, () => publishOne(random, past)],
    [
      3,
      () =>
        aside.grant(
          ...([whoOwns(random, asset), assetId] as const),
          ...([random.pick(owners), random.integer(4) > 0] as const),
        ),
    ],
    [12, () => askOne(random, asset, share, past)],
    [
      4,
      async () => {
        if (!asked) return undefined
        const by = random.integer(4) > 0 ? asked.share.keeperIndex : keeper
        return aside.answer(by, asked.asker, asked.share)
      },
    ],
    [
      5,
      async () =>
        asked ? aside.settle(anyone, asked.asker, asked.share) : undefined,
    ],
    [random.integer(3), () => aside.proveLie(anyone, share)],
    [8, () => beginOne(random, share, past)],
    [3, () => fundFee(random, asset)],
    [7, () => drawOne(random, share, past)],
    [1, () => aside.ofAsset(whoOwns(random, asset), 'retire', assetId)],
    [2, () => aside.ofAsset(anyone, 'releaseBond', assetId)],
    [1, () => aside.ofAsset(whoOwns(random, asset), 'shred', assetId)],
    [1, () => transferOne(random, asset)],
    [3, () => reclaimOne(random)],
    [3, () => aside.withdraw(anyone, whoseMoney(random))],
    [8, () => useEscrow(random)],
    [6, () => passTime(random)],
  ]
  let place = random.integer(moves.reduce((sum, [weight]) => sum + weight, 0))
  for (const [weight, move] of moves) {
    place -= weight
    if (place < 0) return move()
  }
  return undefined
}

/** Mostly with all that its stake lacks. */
async function joinKeepers(random: Random, keeper: number) {
  const agreement = stakeAgreementOf(addressOf(keeper))
  const lacks = stake - aside.lockedOf(agreement)
  if (lacks > 0n && random.integer(4) > 0) await fund(keeper, agreement, lacks)
  return aside.register(keeper)
}

function fundStake(random: Random, keeper: number) {
  const amounts = [stake, stake / 10n, 1n + random.bigint(stake)]
  return fund(
    ...([random.pick(keepers), stakeAgreementOf(addressOf(keeper))] as const),
    random.pick(amounts),
  )
}

/** Mostly with a bond for it. */
async function askOne(
  ...[random, asset, share, past]: [Random, DealtAsset, DealtShare, Past]
) {
  const asker = whoOwns(random, asset)
  const bond = challengeAgreementOf(addressOf(asker))
  if (random.integer(4) > 0)
    await fund(asker, bond, parseEther('0.0001') + random.bigint(9n))
  const refusal = await aside.challenge(asker, share)
  if (refusal === undefined) past.asked.push({ asker, share })
  return refusal
}

async function beginOne(random: Random, share: DealtShare, past: Past) {
  const by = random.integer(5) > 0 ? share.keeperIndex : random.pick(keepers)
  const refusal = await aside.beginFee(by, share)
  if (refusal === undefined) past.charged.push(share)
  return refusal
}

/** Mostly where something is charged, and some time went by. */
async function drawOne(random: Random, share: DealtShare, past: Past) {
  const isKnown = past.charged.length > 0 && random.integer(5) > 0
  const { message, keeperIndex } = isKnown
    ? random.pick(past.charged.slice(-5))
    : share
  if (random.integer(3) === 0) await passTime(random)
  const assetId = numberToHex(message.assetId, { size: 32 }) as AssetId
  return aside.drawFee(anyone, assetId, keeperIndex)
}

function fundFee(random: Random, { deal }: DealtAsset) {
  const owner = aside.keepers.ownerOf(deal.assetId) as `0x${string}`
  const amountWei = random.bigint(10n ** BigInt(4 + random.integer(14))) + 1n
  const agreement = keeperFeeAgreementOf(deal.assetId, owner)
  return fund(random.pick(owners), agreement, amountWei)
}

async function transferOne(random: Random, asset: DealtAsset) {
  const owner = aside.keepers.ownerOf(asset.deal.assetId)
  const from = accounts.findIndex(
    ({ address }) => address.toLowerCase() === owner,
  )
  return aside.transfer(from, asset.deal.assetId, random.pick(owners))
}

function reclaimOne(random: Random) {
  const agreement = random.pick(aside.agreements())
  const owner = accounts.findIndex(
    ({ address }) => address.toLowerCase() === agreement.account.toLowerCase(),
  )
  return aside.escrow(
    random.integer(5) > 0 ? owner : anyone,
    ...(['reclaim', agreement] as const),
  )
}

const whoseMoney = (random: Random) =>
  random.integer(8) === 0
    ? addresses.timelock
    : addressOf(random.integer(accounts.length))

/** Agreements with an account that holds what others put aside. */
function useEscrow(random: Random) {
  const agreement: Agreement = {
    ...{ holder: addressOf(holder), purpose: numberToHex(1, { size: 32 }) },
    ...{ account: addressOf(1), terms: random.integer(3) },
    // Never over, or in a month.
    until: random.pick([0, 0, monthEnd]),
  }
  const functionName = random.pick([
    ...(['fund', 'fund', 'lock', 'lock'] as const),
    ...(['release', 'slash', 'pay'] as const),
  ])
  const by = random.integer(6) > 0 ? holder : anyone
  const amount = 1n + random.bigint(1_000n)
  if (functionName !== 'fund')
    return aside.escrow(by, functionName, agreement, amount / 2n + 1n, anyone)
  const tooMuch = random.integer(8) === 0
  return fund(anyone, agreement, tooMuch ? 10n ** 30n : amount)
}

const monthEnd = Math.floor(Date.now() / 1_000) + 30 * day

async function passTime(random: Random): Promise<undefined> {
  clock.advance(
    1_000 *
      random.pick([5, 31, 31, 61, 3 * day, 20 * day, 40 * day, 100 * day]),
  )
  // A block with the new time.
  await aside.withdraw(anyone, addressOf(anyone))
}

/** Whoever has something in it takes it out: nobody is kept from it. */
async function exit({ assets, asked }: Past): Promise<void> {
  const done = async (refusal: Promise<string | undefined>) => {
    expect(await refusal).toBeUndefined()
  }
  clock.advance(100 * day * 1_000)
  await aside.withdraw(anyone, addressOf(anyone))
  for (const { asker, share } of asked) await aside.settle(anyone, asker, share)
  for (const keeper of keepers) await aside.leave(keeper)
  for (const { deal } of assets) {
    const owner = aside.keepers.ownerOf(deal.assetId)
    const index = accounts.findIndex(
      ({ address }) => address.toLowerCase() === owner,
    )
    await aside.ofAsset(index, 'retire', deal.assetId)
  }
  clock.advance(day * 1_000)
  await aside.withdraw(anyone, addressOf(anyone))
  for (const keeper of keepers)
    if (aside.keepers.dueAt(addressOf(keeper).toLowerCase()) > 0)
      await done(aside.releaseStake(anyone, keeper))
  for (const { deal } of assets)
    await aside.ofAsset(anyone, 'releaseBond', deal.assetId)
  for (const agreement of aside.agreements()) {
    const owner = accounts.findIndex(
      ({ address }) =>
        address.toLowerCase() === agreement.account.toLowerCase(),
    )
    await aside.escrow(owner, 'reclaim', agreement)
    // What a holder has locked is theirs to give back.
    const lockedWei = aside.lockedOf(agreement)
    if (agreement.holder === addressOf(holder) && lockedWei > 0n)
      await done(aside.escrow(holder, 'release', agreement, lockedWei))
  }
  for (const { address } of accounts)
    await done(aside.withdraw(anyone, address))
  await done(aside.withdraw(anyone, addresses.timelock))
}
