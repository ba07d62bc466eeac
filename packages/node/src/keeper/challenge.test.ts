import { join } from 'node:path'
import { addresses, developerRoles } from '@sahara/protocol'
import { keepersAbi, saharaTokenAbi } from '@sahara/protocol/abis'
import {
  challengeKeeper,
  getChallengeAnswer,
  getStake,
  listChallenges,
  listKeepers,
  proveKeeperLie,
  retireAsset,
  settleChallenge,
} from '@sahara/sdk'
import {
  accountAt,
  createTestClock,
  dealKeys,
  type KeeperSetup,
  setupKeepers,
} from '@sahara/test'
import {
  answerTypedData,
  newAgeIdentity,
  type RequestAnswer,
  type SignedDeposit,
} from '@sahara/vault'
import { type Abi, bytesToHex, keccak256, parseEther, toHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKeyShareStore } from './createKeyShareStore.ts'
import { openIdentity } from './openIdentity.ts'

const alice = accountAt(developerRoles.alice)
const bob = accountAt(developerRoles.bob)
const stakeWei = parseEther('100')
const clock = createTestClock()
let setup: KeeperSetup
let deposits: SignedDeposit[]
let shares: { index: number; value: Uint8Array }[]

beforeAll(async () => {
  setup = await setupKeepers({ clock })
  const deal = await dealKeys({
    publisher: alice.address,
    keepers: setup.keepers,
  })
  shares = deal.shares
  deposits = await setup.deposit(alice, deal)
  await setup.publish(alice, deal)
})
afterAll(() => setup.close())

const stakeOf = async (index: number) =>
  (await getStake(setup.client, { keeper: setup.keepers[index]!.address }))
    .lockedWei

async function listed(): Promise<string[]> {
  return (await listKeepers(setup.client)).map(({ address }) => address)
}

/** What the first keeper wrote down. */
function isForgotten(deposit: SignedDeposit): boolean {
  const store = createKeyShareStore(join(setup.folder, 'one', 'shares.db'))
  try {
    return store.isForgotten(deposit)
  } finally {
    store.close()
  }
}

/** Asks a keeper to drop what its owner ordered; the status of its answer. */
async function askForReceipt(url: string, assetId: string): Promise<number> {
  const response = await fetch(`${url}/v1/shreds`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ assetId, version: 1 }),
  })
  const { code } = await response.json()
  expect([undefined, 'KEEPER_CHALLENGED']).toContain(code)
  return response.status
}

/** Lets time pass, and brings it on chain with a block. */
async function advance(seconds: number): Promise<void> {
  clock.advance(seconds * 1_000)
  const { address } = bob
  await setup.send(bob, addresses.token, saharaTokenAbi as Abi, 'transfer', [
    address,
    0n,
  ])
}

test('behavior: a running keeper answers by itself, whatever it is asked to encrypt to', async () => {
  const { client } = setup
  const [deposit] = deposits
  const { identity, recipient } = await newAgeIdentity()
  const asked = { account: alice, deposit: deposit!, recipient }
  const { challengeId, bondWei } = await challengeKeeper(client, asked)
  expect(bondWei).toBe(stakeWei / 1_000_000n)
  const answer = () =>
    getChallengeAnswer(client, {
      challengeId,
      fromBlock: 0n,
      deposit: deposit!,
      identity,
    })
  await expect
    .poll(async () => (await answer())?.keyShare, { timeout: 30_000 })
    .toBe(bytesToHex(shares[0]!.value))
  expect(await stakeOf(0)).toBe(stakeWei)
  await expect(
    settleChallenge(client, { account: bob, challengeId }),
  ).rejects.toMatchObject({ code: 'KEEPER_CHALLENGE_OVER' })

  await challengeKeeper(client, { ...asked, recipient: 'to me, please' })
  const { address: keeper } = setup.keepers[0]!
  await expect
    .poll(() => listChallenges(client, { keeper }), { timeout: 30_000 })
    .toEqual([])
  await expect(answer()).rejects.toMatchObject({ code: 'KEEPER_LIED' })
})

test('behavior: a publisher who lets a deposit expire first cannot cost a keeper its stake', async () => {
  const { client, keepers } = setup
  const late = await dealKeys({ publisher: alice.address, keepers })
  const [deposit] = await setup.deposit(alice, late)
  await advance(deposit!.expiresAt - Math.floor(clock.now() / 1_000))
  await setup.restart(0) // it looks through what is pending then
  await expect.poll(() => isForgotten(deposit!), { timeout: 30_000 }).toBe(true)
  await setup.publish(alice, late)
  const { recipient } = await newAgeIdentity()
  await challengeKeeper(client, {
    account: alice,
    deposit: deposit!,
    recipient,
  })
  await expect
    .poll(() => listChallenges(client, { keeper: deposit!.keeper }), {
      timeout: 30_000,
    })
    .toEqual([])
  expect(await stakeOf(0)).toBe(stakeWei)
})

test('behavior: an owner who challenges and orders it dropped at once costs a keeper nothing', async () => {
  const { client, keepers } = setup
  const deal = await dealKeys({ publisher: alice.address, keepers })
  const [deposit] = await setup.deposit(alice, deal)
  await setup.publish(alice, deal)
  // Sold no more, and long enough for the last buyers to be served.
  await retireAsset(client, { account: alice, assetId: deal.assetId })
  await advance(2 * 86_400)
  const { identity, recipient } = await newAgeIdentity()
  const { challengeId } = await challengeKeeper(client, {
    ...{ account: alice, deposit: deposit!, recipient },
  })
  const id = [BigInt(deal.assetId), 1]
  await setup.send(alice, addresses.keepers, keepersAbi as Abi, 'shred', id)
  const { address: keeper, url } = keepers[0]!
  const shred = () => askForReceipt(url, deal.assetId)
  // It drops it when it has answered, and not before.
  await expect.poll(shred, { timeout: 30_000 }).toBe(200)
  expect(await listChallenges(client, { keeper })).toEqual([])
  const answer = await getChallengeAnswer(client, {
    ...{ challengeId, fromBlock: 0n, deposit: deposit!, identity },
  })
  expect(answer?.keyShare).toBe(bytesToHex(deal.shares[0]!.value))
  const store = createKeyShareStore(join(setup.folder, 'one', 'shares.db'))
  expect(store.get(deposit!)).toBeUndefined()
  store.close()
  expect(await stakeOf(0)).toBe(stakeWei)
  // Nor can one be opened any more.
  await expect(
    challengeKeeper(client, { account: alice, deposit: deposit!, recipient }),
  ).rejects.toMatchObject({ code: 'KEEPER_CHALLENGE_REFUSED' })
})

test('error: KEEPER_CHALLENGE_REFUSED for who may not open, and for what was not signed', async () => {
  const { recipient } = await newAgeIdentity()
  const [deposit, other] = deposits
  await expect(
    challengeKeeper(setup.client, {
      account: bob,
      deposit: deposit!,
      recipient,
    }),
  ).rejects.toMatchObject({ code: 'KEEPER_CHALLENGE_REFUSED' })
  await expect(
    challengeKeeper(setup.client, {
      account: alice,
      deposit: { ...deposit!, signature: other!.signature },
      recipient,
    }),
  ).rejects.toMatchObject({ code: 'KEEPER_CHALLENGE_REFUSED' })
})

test('behavior: a dead keeper loses a tenth of its stake and its place', async () => {
  const { client } = setup
  const { address: keeper, close } = setup.keepers[1]!
  await close()
  const { recipient } = await newAgeIdentity()
  const { challengeId, answerBy, bondWei } = await challengeKeeper(client, {
    account: alice,
    deposit: deposits[1]!,
    recipient,
  })
  expect(await listChallenges(client, { keeper })).toMatchObject([
    { challengeId, recipient, answerBy, bondWei, penaltyWei: stakeWei / 10n },
  ])
  const settle = () => settleChallenge(client, { account: bob, challengeId })
  await expect(settle()).rejects.toMatchObject({
    code: 'KEEPER_CHALLENGE_OPEN',
  })
  await advance(answerBy - Math.floor(clock.now() / 1_000) + 1)

  // What it can answer no more holds no order up, though nobody settled it.
  const { assetId } = deposits[1]!
  await retireAsset(client, { account: alice, assetId })
  await advance(2 * 86_400)
  const id = [BigInt(assetId), 1]
  await setup.send(alice, addresses.keepers, keepersAbi as Abi, 'shred', id)
  await setup.restart(1)
  expect(await askForReceipt(setup.keepers[1]!.url, assetId)).toBe(200)
  expect(await listChallenges(client, { keeper })).toHaveLength(1)

  expect(await settle()).toEqual({ penaltyWei: stakeWei / 10n })
  expect(await stakeOf(1)).toBe((stakeWei * 9n) / 10n)
  expect(await listed()).not.toContain(keeper)

  // It does not come back by itself, and then with a whole stake.
  await setup.restart(1).catch(() => {})
  await setup.keepers[1]!.registered
  expect(await listed()).not.toContain(keeper)
})

test('behavior: a keeper that signs another key share loses all', async () => {
  const { client, chain } = setup
  const chainId = await chain.publicClient.getChainId()
  const { account } = await openIdentity(join(setup.folder, 'three'), chainId)
  const deposit = deposits[2]!
  const message: RequestAnswer['message'] = {
    requestHash: toHex(1, { size: 32 }),
    assetId: deposit.assetId,
    version: deposit.version,
    index: deposit.index,
    shareHash: keccak256('0x01'),
    sealedHash: keccak256('0x02'),
    blockNumber: 1,
  }
  const sign = async (given: RequestAnswer['message']) => ({
    message: given,
    signature: await account.signTypedData(answerTypedData(chainId, given)),
  })
  const prove = async (given: RequestAnswer['message']) =>
    proveKeeperLie(client, {
      account: bob,
      deposit,
      answer: await sign(given),
    })
  await expect(
    prove({ ...message, shareHash: deposit.shareHash }),
  ).rejects.toMatchObject({ code: 'KEEPER_CHALLENGE_REFUSED' })
  expect(await prove(message)).toEqual({ penaltyWei: stakeWei })
  expect(await stakeOf(2)).toBe(0n)
  expect(await listed()).not.toContain(account.address)
})
