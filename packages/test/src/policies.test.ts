import {
  type AssetId,
  addresses,
  idAccountOf,
  offerIdOf,
} from '@sahara/protocol'
import {
  buyLicence,
  checkPolicy,
  createPolicy,
  getAsset,
  getBalance,
  getIdAccount,
  getPolicy,
  listMembers,
  type PolicyInput,
  publishAsset,
  registerId,
  searchAssets,
  setMembers,
  waitForNode,
} from '@sahara/sdk'
import { type Address, type Hex, numberToHex, parseEther } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt } from './accounts.ts'
import { createTestClock } from './createTestClock.ts'
import { type NodeSetup, setupNode } from './setupNode.ts'

const clock = createTestClock()
const [alice, bob, carol] = [1, 2, 3]
const recipient = 'age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs'
const addressOf = (index: number) => accountAt(index).address
const lower = (address: Address) => address.toLowerCase() as Address
let setup: NodeSetup
let count = 0
const unique = (): Hex => numberToHex(++count, { size: 32 })

beforeAll(async () => {
  setup = await setupNode({ clock })
})
afterAll(() => setup.close())

const make = async (policy: PolicyInput, index = alice): Promise<Address> =>
  lower((await createPolicy(setup.clientOf(index), { policy })).policy)

const allows = (policy: Address, index: number) =>
  checkPolicy(setup.clientOf(bob), { policy, account: addressOf(index) })

/** What the node says, once it has read all that is final. */
async function read(policy: Address) {
  const client = setup.clientOf(bob)
  await waitForNode(client)
  return getPolicy(client, { policy })
}

function publish(policies: (Address | undefined)[], maxSales = 0) {
  return publishAsset(setup.clientOf(alice), {
    ...{ salt: unique(), kind: 'dataset', metadata: unique() },
    commitment: unique(),
    offers: policies.map((policy) => ({
      ...{ rights: ['download'], priceWei: 5n, terms: 'MIT' },
      ...{ policy, maxSales },
    })),
  })
}

const buy = (index: number, assetId: AssetId, beneficiary?: Address) =>
  buyLicence(setup.clientOf(index), {
    offerId: offerIdOf({ assetId, index: 0 }),
    ...{ maxPriceWei: 5n, purchaseId: unique(), beneficiary },
  })

describe('createPolicy', () => {
  test('default: the same rule is the same policy, and costs once', async () => {
    const policy = {
      kind: 'tokenHolding',
      token: addresses.token,
      minimum: parseEther('100'),
    } as const
    const first = await createPolicy(setup.clientOf(alice), { policy })
    expect(first.transactionHash).toMatch(/^0x/)
    const again = await createPolicy(setup.clientOf(bob), { policy })
    expect(again).toEqual({ policy: first.policy, transactionHash: undefined })
    expect(await read(first.policy)).toEqual({
      policy: lower(first.policy),
      text: 'holds at least 100 SAHARA',
      rules: [
        {
          ...{ kind: 'tokenHolding', policy: lower(first.policy) },
          ...{ token: addresses.token, minimum: String(policy.minimum) },
        },
      ],
      ...{ members: null, owner: null },
    })
    expect(await allows(first.policy, bob)).toBe(true)
    const nobody = '0x000000000000000000000000000000000000dEaD'
    expect(
      await checkPolicy(setup.clientOf(bob), {
        ...{ policy: first.policy, account: nobody },
      }),
    ).toBe(false)
  })

  test('behavior: combinations tell all they are made of', async () => {
    const now = Math.floor(clock.now() / 1_000)
    const window = await make({
      ...{ kind: 'timeWindow', start: now - 60, end: now + 3_600 },
    })
    const { assetId } = await publish([])
    const shares = await make({
      ...{ kind: 'tokenIdHolding', token: addresses.revenueShares },
      ...{ id: BigInt(assetId), minimum: 10_000n },
    })
    const not = await make({ kind: 'not', part: shares })
    const any = await make({ kind: 'anyOf', parts: [not, shares] })
    const all = await make({ kind: 'allOf', parts: [window, any, not] })
    const shown = await read(all)
    expect(shown.rules.map(({ kind }) => kind)).toEqual([
      ...['allOf', 'timeWindow', 'anyOf', 'not', 'tokenIdHolding'],
    ])
    expect(shown.text).toContain(
      `(not (holds at least 10000 of the 10,000 shares of asset ${assetId}) or `,
    )
    expect([await allows(all, alice), await allows(all, bob)]).toEqual([
      false,
      true,
    ])
    clock.advance(3_700_000)
    // The chain's time is that of its last block.
    await publish([])
    expect(await allows(all, bob)).toBe(false)
  })

  test('error: INPUT_INVALID, POLICY_NOT_FOUND, and what is no policy says no', async () => {
    const refusals: PolicyInput[] = [
      { kind: 'allOf', parts: [] },
      { kind: 'not', part: addressOf(bob) },
      { kind: 'tokenHolding', token: addressOf(bob), minimum: 1n },
      { kind: 'timeWindow', start: 5, end: 5 },
    ]
    for (const policy of refusals)
      await expect(make(policy)).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      })
    await expect(read(addressOf(bob))).rejects.toMatchObject({
      code: 'POLICY_NOT_FOUND',
    })
    expect(await read(addresses.token)).toMatchObject({
      text: `the contract ${addresses.token} agrees`,
      rules: [{ kind: 'foreign' }],
    })
    expect(await allows(addresses.token, bob)).toBe(false)
    expect(await allows(addressOf(bob), bob)).toBe(false)
  })
})

describe('setMembers', () => {
  test('behavior: each list is another, kept by its owner', async () => {
    const [list, other] = [
      await make({ kind: 'membership' }),
      await make({ kind: 'membership', owner: addressOf(carol) }),
    ]
    expect(list).not.toBe(other)
    const set = (policy: Address, whom: number[], member: boolean) =>
      setMembers(setup.clientOf(alice), {
        ...{ policy, accounts: whom.map(addressOf), member },
      })
    await set(list, [bob, carol], true)
    await set(list, [carol, alice], false)
    expect(await read(list)).toMatchObject({
      ...{ members: 1, owner: lower(addressOf(alice)) },
      text: `is on the list ${list}`,
    })
    const page = await listMembers(setup.clientOf(bob), { policy: list })
    expect(page.items.map(({ account }) => account)).toEqual([
      lower(addressOf(bob)),
    ])
    expect([await allows(list, bob), await allows(list, carol)]).toEqual([
      true,
      false,
    ])
    await expect(set(other, [alice], true)).rejects.toMatchObject({
      code: 'TRANSACTION_REVERTED',
      details: { error: 'OwnableUnauthorizedAccount' },
    })
    expect((await read(other)).members).toBe(0)
  })
})

describe('an offer with a policy', () => {
  test('behavior: who is not allowed is told before money moves', async () => {
    const list = await make({ kind: 'membership' })
    const { assetId } = await publish([list])
    const before = await getBalance(setup.clientOf(bob), {
      account: addressOf(bob),
    })
    await expect(buy(bob, assetId)).rejects.toMatchObject({
      code: 'LICENCE_NOT_ALLOWED',
      details: { policy: expect.stringMatching(new RegExp(list, 'i')) },
    })
    // Not even gas was paid.
    expect(
      await getBalance(setup.clientOf(bob), { account: addressOf(bob) }),
    ).toEqual(before)
    await setMembers(setup.clientOf(alice), {
      ...{ policy: list, accounts: [addressOf(bob)], member: true },
    })
    expect(await buy(bob, assetId)).toMatchObject({ paidWei: 5n })
    // The owner is never asked, and can have it bought.
    expect(await allows(list, alice)).toBe(false)
    expect(await buy(bob, assetId, addressOf(alice))).toMatchObject({
      paidWei: 5n,
    })
  })

  test('behavior: bought for an organisation, the organisation is asked', async () => {
    const { id } = await registerId(setup.clientOf(carol), {
      ...{ handle: 'archive', recipient },
    })
    const found = await getIdAccount(setup.clientOf(bob), { id: 'archive' })
    expect(found).toEqual({
      ...{ id, handle: 'archive', account: idAccountOf(id) },
      owner: addressOf(carol),
    })
    expect(await getIdAccount(setup.clientOf(bob), { id })).toEqual(found)
    for (const unknown of ['nobody', 77, 'x'])
      await expect(
        getIdAccount(setup.clientOf(bob), { id: unknown }),
      ).rejects.toMatchObject({ code: 'ID_NOT_FOUND' })
    const list = await make({ kind: 'membership' })
    const { assetId } = await publish([list])
    await setMembers(setup.clientOf(alice), {
      ...{ policy: list, accounts: [found.account], member: true },
    })
    await expect(buy(carol, assetId)).rejects.toMatchObject({
      code: 'LICENCE_NOT_ALLOWED',
    })
    expect(await buy(carol, assetId, found.account)).toMatchObject({
      paidWei: 5n,
    })
  })

  test('error: LICENCE_SOLD_OUT before money moves', async () => {
    const { assetId } = await publish([undefined], 1)
    await buy(bob, assetId)
    await expect(buy(carol, assetId)).rejects.toMatchObject({
      code: 'LICENCE_SOLD_OUT',
      details: { maxSales: 1 },
    })
  })

  test('behavior: the catalogue says so, and a rebuild tells the same', async () => {
    const list = await make({ kind: 'membership' })
    const [closed, open] = [
      (await publish([list])).assetId,
      (await publish([list, undefined])).assetId,
    ]
    await setMembers(setup.clientOf(alice), {
      ...{ policy: list, accounts: [addressOf(bob)], member: true },
    })
    const tell = async () => {
      const client = setup.clientOf(bob)
      await waitForNode(client)
      const { items } = await searchAssets(client, { limit: 100 })
      return {
        asset: await getAsset(client, { assetId: open }),
        restricted: [closed, open].map(
          (id) => items.find(({ assetId }) => assetId === id)?.restricted,
        ),
        members: await listMembers(client, { policy: list }),
      }
    }
    const told = await tell()
    expect(told.asset.offers).toMatchObject([
      { policy: list, policyText: `is on the list ${list}` },
      { policy: null, policyText: null },
    ])
    expect(told.restricted).toEqual([true, false])
    await setup.restart({ rebuild: true })
    expect(await tell()).toEqual(told)
  })
})
