import {
  addresses,
  linkAccountTypes,
  localChainId,
  saharaIdDomain,
} from '@sahara/protocol'
import {
  lockedVotesAbi,
  saharaIdAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import {
  type Abi,
  type Address,
  type Hex,
  maxUint256,
  numberToHex,
  parseEther,
} from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt, accounts } from '../accounts.ts'
import { createRandom, type Random, seedOfRun } from '../createRandom.ts'
import { createTestClock } from '../createTestClock.ts'
import { createIdModel, skeletonOf } from '../referenceModel/createIdModel.ts'
import { createLedger } from '../referenceModel/createLedger.ts'
import {
  createVoteModel,
  type VoteModel,
} from '../referenceModel/createVoteModel.ts'
import { setupChain, type TestChain } from '../setupChain.ts'
import { createReplay, type Replay } from './createReplay.ts'

const seed = seedOfRun()
const steps = 150
const clock = createTestClock()
const people = [0, 1, 2, 3, 4, 5] as const
const anyone = 9
const names = {
  ...{ 'too little money': 'ERC20InsufficientBalance' },
  ...{ nothing: 'LockedVotesZeroAmount', 'too little': 'LockedVotesTooLittle' },
  'no handle': 'SaharaIDInvalidHandle',
  'handle taken': 'SaharaIDHandleTaken',
  'belongs to one': 'SaharaIDAccountTaken',
  'not the owner': 'SaharaIDNotOwner',
  ...{ expired: 'SaharaIDLinkExpired', 'not linked': 'SaharaIDNotLinked' },
  'not signed': 'SaharaIDInvalidSignature',
}
const addressOf = (index: number) => accountAt(index).address
const nameOf = (index: number) => addressOf(index).toLowerCase()
const votes = { to: addresses.lockedVotes, abi: lockedVotesAbi as Abi }
const ids = { to: addresses.saharaId, abi: saharaIdAbi as Abi }
let chain: TestChain
let replay: Replay

beforeAll(async () => {
  chain = await setupChain({ clock })
  replay = createReplay(chain, names)
})
afterAll(() => chain.close())

/** What both refuse, and how often both did something. */
type Tally = { refusals: Set<string>; done: number }

function note(tally: Tally, refusal: string | undefined): void {
  if (refusal) tally.refusals.add(refusal)
  else tally.done += 1
}

async function passTime(seconds: number): Promise<void> {
  clock.advance(seconds * 1_000)
  // A block with the new time.
  await replay.step({
    ...{ from: anyone, ...votes, functionName: 'withdraw' },
    ...{ args: [addressOf(anyone)], model: () => undefined },
  })
}

const view = (of: { to: Address; abi: Abi }, functionName: string) => ({
  ...{ address: of.to, abi: of.abi, functionName },
})

describe('locked votes', { timeout: 240_000 }, () => {
  test(`behavior: locks, delegations and withdrawals equal the reference model (seed ${seed})`, async () => {
    const random = createRandom(seed)
    const ledger = createLedger()
    const token = { to: addresses.token, abi: saharaTokenAbi as Abi }
    const holders = [...people.map(addressOf), addresses.lockedVotes]
    const balances = () =>
      replay.read(
        holders.map((one) => ({ ...view(token, 'balanceOf'), args: [one] })),
      )
    for (const [index, wei] of (await balances()).entries())
      ledger.endow(holders[index]?.toLowerCase() ?? '', wei as bigint)
    const [unlockDelay] = await replay.read([
      { ...view(votes, 'unlockDelay'), args: [] },
    ])
    const model = createVoteModel({
      ...{ ledger, address: addresses.lockedVotes },
      unlockDelay: Number(unlockDelay),
    })
    for (const from of people)
      await replay.step({
        ...{ from, ...token, functionName: 'approve' },
        args: [addresses.lockedVotes, maxUint256],
        model: () => undefined,
      })

    const tally: Tally = { refusals: new Set(), done: 0 }
    for (let step = 0; step < steps; step++) {
      note(tally, await vote(random, model))
      await expectEqual(`step ${step} of seed ${seed}`)
    }
    expect(tally.done).toBeGreaterThan(steps / 3)
    expect([...tally.refusals]).toContain('LockedVotesTooLittle')

    // Nobody is kept from taking all out.
    for (const from of people) {
      const lockedWei = model.lockedOf(nameOf(from))
      if (lockedWei > 0n) await unlock(model, from, lockedWei)
    }
    await passTime(Number(unlockDelay) + 1)
    for (const from of people)
      expect(await withdraw(model, from)).toBeUndefined()
    await expectEqual('the end')
    expect(ledger.balanceOf(addresses.lockedVotes)).toBe(0n)

    async function expectEqual(when: string): Promise<void> {
      const reads = people.flatMap((index) =>
        ['lockedOf', 'unlockingOf', 'getVotes', 'delegates'].map((name) => ({
          ...{ ...view(votes, name), args: [addressOf(index)] },
        })),
      )
      expect(await replay.read(reads), when).toEqual(
        people.flatMap((index) => {
          const name = nameOf(index)
          const to = people.find(
            (one) => nameOf(one) === model.delegateOf(name),
          )
          return [
            ...[model.lockedOf(name), model.unlockingOf(name)],
            ...[model.votesOf(name), addressOf(to ?? anyone)],
          ]
        }),
      )
      expect(await balances(), when).toEqual(
        holders.map((one) => ledger.balanceOf(one.toLowerCase())),
      )
    }
  })
})

const withdraw = (model: VoteModel, account: number) =>
  replay.step({
    ...{ from: anyone, ...votes, functionName: 'withdraw' },
    args: [addressOf(account)],
    model: (now) => model.withdraw(nameOf(account), now),
  })

const unlock = (model: VoteModel, from: number, amountWei: bigint) =>
  replay.step({
    ...{ from, ...votes, functionName: 'unlock', args: [amountWei] },
    model: (now) => model.unlock(nameOf(from), amountWei, now),
  })

async function vote(
  random: Random,
  model: VoteModel,
): Promise<string | undefined> {
  const from = random.pick(people)
  const kind = random.integer(10)
  if (kind < 3) {
    const small = random.bigint(parseEther('1000'))
    const amountWei = random.integer(8) === 0 ? 10n ** 30n : small
    return replay.step({
      ...{ from, ...votes, functionName: 'lock', args: [amountWei] },
      model: () => model.lock(nameOf(from), amountWei),
    })
  }
  if (kind < 5)
    return unlock(model, from, random.bigint(parseEther('900')) + 1n)
  if (kind < 7) return withdraw(model, from)
  if (kind < 9) {
    const to = random.pick(people)
    return replay.step({
      ...{ from, ...votes, functionName: 'delegate', args: [addressOf(to)] },
      model: () => model.delegate(nameOf(from), nameOf(to)),
    })
  }
  await passTime(random.pick([1, 60, 121]))
  return undefined
}

describe('Sahara IDs', { timeout: 240_000 }, () => {
  test(`behavior: handles, links and recipients equal the reference model (seed ${seed})`, async () => {
    const random = createRandom(seed)
    const model = createIdModel()
    const tally: Tally = { refusals: new Set(), done: 0 }
    const handles = [
      ...['alice', 'a1ice', 'al-ice', 'bob', '8ob', 'modern', 'rnodern'],
      ...['o', 'Carol', 'wind', 'vvincl', 'dave', 'erin-2', '-bad', 'f--g'],
    ]
    const everyone = [...accounts.keys()]
    let count = 0
    for (let step = 0; step < steps; step++) {
      note(tally, await act())
      await expectEqual(`step ${step} of seed ${seed}`)
    }
    expect(tally.done).toBeGreaterThan(steps / 5)
    expect(tally.refusals.size).toBeGreaterThan(5)

    async function act(): Promise<string | undefined> {
      const from = random.pick(everyone)
      const id = 1 + random.integer(model.ids.length + 1)
      const owner = everyone.find(
        (one) => nameOf(one) === model.ids[id - 1]?.owner,
      )
      const by = random.integer(4) > 0 ? (owner ?? from) : from
      const kind = random.integer(12)
      const profile = numberToHex(++count, { size: 32 })
      if (kind < 2) {
        const handle = random.pick(handles)
        const args = [handle, profile, `age1${count}`] as const
        return replay.step({
          ...{ from, ...ids, functionName: 'register', args },
          model: () => model.register(nameOf(from), ...args),
        })
      }
      if (kind < 3)
        return replay.step({
          ...{ from: by, ...ids, functionName: 'setProfile' },
          args: [BigInt(id), profile],
          model: () => model.setProfile(nameOf(by), id, profile),
        })
      if (kind < 5)
        return replay.step({
          ...{ from: by, ...ids, functionName: 'rotateRecipient' },
          args: [BigInt(id), `age1${count}`],
          model: () => model.rotate(nameOf(by), id, `age1${count}`),
        })
      if (kind < 9) return link(by, id, from)
      if (kind < 11) return unlink(random.pick([by, from, from]), from)
      await passTime(random.pick([60, 4_000]))
      return undefined
    }

    function unlink(from: number, account: number) {
      return replay.step({
        ...{ from, ...ids, functionName: 'unlinkAccount' },
        args: [addressOf(account)],
        model: () => model.unlink(nameOf(from), nameOf(account)),
      })
    }

    /** Now and then by a signature that is old, or for something else. */
    async function link(from: number, id: number, account: number) {
      const nonce =
        model.linkNonce(nameOf(account)) - (random.integer(6) === 0 ? 1 : 0)
      const signedId = random.integer(8) === 0 ? id + 1 : id
      const soon = Math.floor(clock.now() / 1_000)
      const deadline = soon + (random.integer(6) === 0 ? -500 : 2_000)
      const proof = { id: signedId, nonce: Math.max(0, nonce), deadline }
      const signature: Hex = await accountAt(account).signTypedData({
        domain: saharaIdDomain(localChainId),
        ...{ types: linkAccountTypes, primaryType: 'LinkAccount' },
        message: {
          ...{ id: BigInt(signedId), account: addressOf(account) },
          ...{ nonce: BigInt(proof.nonce), deadline: BigInt(deadline) },
        },
      })
      return replay.step({
        ...{ from, ...ids, functionName: 'linkAccount' },
        args: [
          ...[BigInt(id), addressOf(account)],
          { deadline: BigInt(deadline), signature },
        ],
        model: (now) =>
          model.link(nameOf(from), id, nameOf(account), proof, now),
      })
    }

    async function expectEqual(when: string): Promise<void> {
      const ofId = model.ids.flatMap(({ recipients }, index) => {
        const args = [BigInt(index + 1)]
        const last = BigInt(recipients.length - 1)
        return [
          ...['handleOf', 'ownerOf', 'profileOf', 'accountsOf'].map((name) => ({
            ...{ ...view(ids, name), args },
          })),
          { ...view(ids, 'recipientCount'), args },
          { ...view(ids, 'recipientAt'), args: [...args, last] },
        ]
      })
      const reads = [
        ...everyone.flatMap((one) =>
          ['idOf', 'linkNonce'].map((name) => ({
            ...{ ...view(ids, name), args: [addressOf(one)] },
          })),
        ),
        ...handles.flatMap((handle) => [
          { ...view(ids, 'idOfHandle'), args: [handle] },
          { ...view(ids, 'skeletonOf'), args: [handle] },
        ]),
        ...ofId,
      ]
      const found = await replay.read(reads)
      const expected = [
        ...everyone.flatMap((one) => [
          BigInt(model.idOf(nameOf(one))),
          BigInt(model.linkNonce(nameOf(one))),
        ]),
        ...handles.flatMap((handle) => [
          ...[BigInt(model.idOfHandle(handle)), skeletonOf(handle)],
        ]),
        ...model.ids.flatMap(
          ({ handle, owner, profile, recipients, linked }) => [
            ...[handle, owner, profile, [...linked].sort()],
            ...[BigInt(recipients.length), recipients.at(-1)],
          ],
        ),
      ]
      expect(found.map(plain), when).toEqual(expected)
    }
  })
})

/** As the model has it: addresses in small letters, sets in order. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain).sort()
  if (typeof value === 'object' && value !== null && 'recipient' in value)
    return value.recipient
  return typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value)
    ? value.toLowerCase()
    : value
}
