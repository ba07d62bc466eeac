import { handlePattern, offerIdOf } from '@sahara/protocol'
import type { Profile } from '@sahara/protocol/api'
import {
  acceptContribution,
  acceptRecovery,
  approveRecovery,
  attestContribution,
  buyLicence,
  getId,
  grantAccess,
  hasAccess,
  linkAccount,
  listContributions,
  listHolders,
  listLicences,
  publishAsset,
  registerId,
  setGuardians,
  setProfile,
  setRecipient,
  signLink,
  unlinkAccount,
  vetoRecovery,
  waitForNode,
} from '@sahara/sdk'
import { type Address, numberToHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt } from './accounts.ts'
import { createTestClock } from './createTestClock.ts'
import { type NodeSetup, setupNode } from './setupNode.ts'

const clock = createTestClock()
const recipient = 'age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs'
const profile: Profile = {
  schema: 1,
  kind: 'organisation',
  name: 'Weather Archive',
  description: 'Hourly measurements since 1950.',
  links: ['https://weather.example/'],
}
const day = 86_400
let setup: NodeSetup

beforeAll(async () => {
  setup = await setupNode({ clock })
})
afterAll(() => setup.close())

const addressOf = (index: number) => accountAt(index).address
const lower = (index: number) => addressOf(index).toLowerCase()

/** What the node says of an ID, once it has read all that is final. */
async function read(id: number | string) {
  const client = setup.clientOf(0)
  await waitForNode(client)
  return getId(client, { id })
}

describe('registerId', () => {
  test('default: with a profile, found by handle, number and account', async () => {
    const client = setup.clientOf(1)
    const parameters = { handle: 'weather-archive', recipient, profile }
    const { id } = await registerId(client, parameters)
    for (const key of [id, 'weather-archive', lower(1)])
      expect(await read(key)).toMatchObject({
        id,
        handle: 'weather-archive',
        owner: lower(1),
        recipient,
        profile,
      })
    // Asked again, it is the same ID.
    expect(await registerId(client, parameters)).toEqual({ id })
  })

  test('behavior: profile and recipient change, earlier recipients stay', async () => {
    const client = setup.clientOf(1)
    const changed = { ...profile, name: 'Archive of Weather' }
    await setProfile(client, { profile: changed })
    await setRecipient(client, { recipient: 'age1other' })
    const shown = await read('weather-archive')
    expect(shown).toMatchObject({ profile: changed, recipient: 'age1other' })
    expect(shown.recipients.map((r) => r.recipient)).toEqual([
      recipient,
      'age1other',
    ])
    await setProfile(client, {})
    expect(await read('weather-archive')).toMatchObject({
      profile: null,
      profileCid: null,
    })
  })

  test('error: HANDLE_TAKEN for what looks alike, INPUT_INVALID, ID_NOT_FOUND', async () => {
    const client = setup.clientOf(9)
    for (const handle of [
      'weather-archive',
      'weatherarchive',
      'weather-archlve',
    ])
      await expect(
        registerId(client, { handle, recipient }),
      ).rejects.toMatchObject({ code: 'HANDLE_TAKEN' })
    for (const handle of ['ab', 'Alice', 'a--b', '1st', 'end-']) {
      expect(handlePattern.test(handle)).toBe(false)
      await expect(
        registerId(client, { handle, recipient }),
      ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    }
    await expect(setProfile(client, {})).rejects.toMatchObject({
      code: 'ID_NOT_FOUND',
    })
    await expect(read('nobody')).rejects.toMatchObject({
      code: 'ID_NOT_FOUND',
    })
  })
})

describe('linkAccount', () => {
  test('behavior: a linked account shares what the ID bought, until it leaves', async () => {
    const owner = setup.clientOf(2)
    const { id } = await registerId(owner, { handle: 'research', recipient })
    const proof = await signLink(setup.clientOf(3), { id })
    await linkAccount(owner, { proof })
    const shown = await read(id)
    expect(shown.accounts).toMatchObject([{ account: lower(3) }])

    const { assetId } = await publish(1, 4)
    const offerId = offerIdOf({ assetId, index: 0 })
    await buyLicence(owner, {
      offerId,
      maxPriceWei: 5n,
      purchaseId: numberToHex(1, { size: 32 }),
      beneficiary: shown.account as Address,
    })
    const canDownload = () =>
      hasAccess(setup.clientOf(3), {
        ...{ account: addressOf(3), assetId, rights: ['download'] },
      })
    expect(await canDownload()).toBe(true)
    await grantAccess(setup.clientOf(4), {
      ...{ assetId, to: addressOf(3), rights: ['infer'] },
      untilHour: 1_000_000,
    })
    const licences = async (account: Address) => {
      await waitForNode(owner)
      return (await listLicences(owner, { account })).items
    }
    const shared = {
      ...{ id, handle: 'research' },
      ...{ sold: { download: null }, granted: {} },
    }
    expect(await licences(addressOf(3))).toMatchObject([
      { assetId, sold: {}, granted: { infer: 3_600_000_000 }, shared },
    ])
    expect(await licences(addressOf(2))).toMatchObject([
      { assetId, sold: {}, granted: {}, shared },
    ])
    const organisation = shown.account as Address
    expect(await licences(organisation)).toMatchObject([
      { sold: { download: null }, shared: null },
    ])
    const holders = [
      { account: organisation, id: { id, handle: 'research' } },
      { account: lower(3), id: null, granted: { infer: 3_600_000_000 } },
    ]
    const page = await listHolders(owner, { assetId })
    expect(page.items).toMatchObject(
      holders.sort((a, b) => (a.account < b.account ? -1 : 1)),
    )
    const first = await listHolders(owner, { assetId, limit: 1 })
    expect(first.nextCursor).toBe(first.items[0]?.account)
    const cursor = first.nextCursor ?? undefined
    const second = await listHolders(owner, { assetId, limit: 1, cursor })
    expect([...first.items, ...second.items]).toEqual(page.items)
    await unlinkAccount(setup.clientOf(3), { unlinked: addressOf(3) })
    expect(await canDownload()).toBe(false)
    expect(await licences(addressOf(3))).toMatchObject([{ shared: null }])
    expect((await read(id)).accounts).toEqual([])

    // A proof holds for one link.
    await expect(linkAccount(owner, { proof })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    })
    const late = await signLink(setup.clientOf(3), { id, lifetimeSeconds: 60 })
    clock.advance(120_000)
    await expect(linkAccount(owner, { proof: late })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    })
  })
})

describe('recovery', () => {
  test('behavior: guardians bring an ID to a new account, after a delay', async () => {
    const owner = setup.clientOf(5)
    const { id } = await registerId(owner, { handle: 'lost-key', recipient })
    const guardians = [6, 7, 8].map(addressOf)
    await setGuardians(owner, { guardians, threshold: 2, delaySeconds: day })
    const approve = (index: number) =>
      approveRecovery(setup.clientOf(index), { id, newOwner: addressOf(9) })
    await approve(6)
    // The next guardian sees who agreed to whom.
    expect(await read(id)).toMatchObject({
      recovery: null,
      approvals: [{ guardian: lower(6), newOwner: lower(9) }],
    })
    await approve(7)
    expect((await read(id)).recovery).toMatchObject({ newOwner: lower(9) })

    // The owner has the key after all.
    await vetoRecovery(owner, {})
    expect(await read(id)).toMatchObject({ recovery: null, approvals: [] })

    await approve(8)
    await approve(6)
    expect((await read(id)).approvals).toHaveLength(2)
    const heir = setup.clientOf(9)
    await expect(acceptRecovery(heir, { id })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      details: { error: 'SaharaIDRecoveryNotReady' },
    })
    clock.advance((day + 1) * 1_000)
    await acceptRecovery(heir, { id })
    expect(await read(id)).toMatchObject({
      ...{ owner: lower(9), recovery: null, approvals: [] },
    })
    expect((await read(lower(9))).id).toBe(id)
  })

  test('error: INPUT_INVALID for who is no guardian, and for bad guardians', async () => {
    const owner = setup.clientOf(1)
    const { id } = await read(lower(1))
    await expect(
      approveRecovery(setup.clientOf(6), { id, newOwner: addressOf(6) }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await expect(
      setGuardians(owner, {
        guardians: [addressOf(6)],
        threshold: 2,
        delaySeconds: day,
      }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})

describe('contributions', () => {
  test('behavior: attested by the owner, accepted by the contributor', async () => {
    const { assetId } = await publish(2, 4)
    const { id } = await read('research')
    const owner = setup.clientOf(4)
    const contribution = {
      ...{ assetId, version: 1, contributor: id, role: 'labelling' },
      evidence: numberToHex(7, { size: 32 }),
    }
    const { contributionId } = await attestContribution(owner, contribution)
    await waitForNode(owner)
    const list = () => listContributions(owner, { of: { id: 'research' } })
    expect((await list()).items).toMatchObject([
      { contributionId, role: 'labelling', version: 1, acceptedAt: null },
    ])
    await acceptContribution(setup.clientOf(2), { contributionId })
    await waitForNode(owner)
    const { items } = await list()
    expect(items[0]?.acceptedAt).toBeGreaterThan(0)
    expect((await listContributions(owner, { of: { assetId } })).items).toEqual(
      items,
    )

    await expect(attestContribution(owner, contribution)).rejects.toMatchObject(
      { code: 'INPUT_INVALID' },
    )
    await expect(
      attestContribution(setup.clientOf(2), contribution),
    ).rejects.toMatchObject({
      details: { error: 'ContributionsNotAssetOwner' },
    })
    await expect(
      attestContribution(owner, { ...contribution, version: 2 }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await expect(
      attestContribution(owner, { ...contribution, role: 'x'.repeat(33) }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})

describe('the read model', () => {
  test('behavior: a rebuild tells the same', async () => {
    const ids = ['weather-archive', 'research', 'lost-key']
    const before = await Promise.all(ids.map(read))
    await setup.restart({ rebuild: true })
    expect(await Promise.all(ids.map(read))).toEqual(before)
  })
})

function publish(salt: number, index: number) {
  return publishAsset(setup.clientOf(index), {
    salt: numberToHex(salt, { size: 32 }),
    kind: 'dataset',
    metadata: numberToHex(salt, { size: 32 }),
    commitment: numberToHex(salt, { size: 32 }),
    offers: [{ rights: ['download'], priceWei: 5n, terms: 'MIT' }],
  })
}
