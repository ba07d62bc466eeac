import { addresses, developerRoles } from '@sahara/protocol'
import { escrowAbi, saharaTokenAbi } from '@sahara/protocol/abis'
import { drawKeeperFee, fundKeeperFee, getKeeperFee } from '@sahara/sdk'
import {
  accountAt,
  createTestClock,
  type Deal,
  dealKeys,
  type KeeperSetup,
  setupKeepers,
} from '@sahara/test'
import { type Abi, parseEther, toHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'

const alice = accountAt(developerRoles.alice)
const bob = accountAt(developerRoles.bob)
const hour = 3_600
const day = 24 * hour
const clock = createTestClock()
let setup: KeeperSetup
let deal: Deal

beforeAll(async () => {
  setup = await setupKeepers({ clock, chargeFees: true })
  deal = await dealKeys({ publisher: alice.address, keepers: setup.keepers })
  await setup.deposit(alice, deal)
  await setup.publish(alice, deal)
  // With that, the keepers know that it is on chain.
  await setup.open(alice, deal)
})
afterAll(() => setup.close())

async function makeBlock(): Promise<void> {
  const { address } = bob
  await setup.send(bob, addresses.token, saharaTokenAbi as Abi, 'transfer', [
    address,
    0n,
  ])
}

/** Lets time pass, brings it on chain with a block, and wakes the keepers. */
async function advance(seconds: number): Promise<void> {
  clock.advance((seconds - hour) * 1_000)
  await makeBlock()
  clock.advance(hour * 1_000)
  await makeBlock()
}

const feeOf = (index: number) =>
  getKeeperFee(setup.client, {
    assetId: deal.assetId,
    keeper: setup.keepers[index]!.address,
  })

const owedTo = (index: number) =>
  setup.chain.publicClient.readContract({
    address: addresses.escrow,
    abi: escrowAbi,
    functionName: 'withdrawable',
    args: [setup.keepers[index]!.address],
  })

test('behavior: keepers charge, draw what is due, and refuse when nobody pays', async () => {
  const { client } = setup
  await advance(2 * hour)
  for (const index of [0, 1, 2])
    await expect
      .poll(async () => (await feeOf(index)).paidUntil, { timeout: 30_000 })
      .toBeGreaterThan(0)

  const payment = {
    account: bob,
    assetId: deal.assetId,
    amountWei: parseEther('0.01'),
    salt: toHex(1, { size: 32 }),
  }
  const paid = await fundKeeperFee(client, payment)
  expect(await fundKeeperFee(client, payment)).toEqual(paid)
  expect((await feeOf(0)).freeWei).toBe(payment.amountWei)
  await advance(8 * day)
  for (const index of [0, 1, 2])
    await expect
      .poll(async () => Number(await owedTo(index)), { timeout: 30_000 })
      .toBeGreaterThan(Number(parseEther('0.01')) / 5)

  // A hundredth for three keepers lasts ten days: then nothing is left.
  await advance(8 * day)
  for (const index of [0, 1, 2])
    await expect
      .poll(async () => (await feeOf(index)).unpaidSince, { timeout: 30_000 })
      .toBeGreaterThan(0)
  expect(await setup.open(alice, deal)).toMatchObject({ key: deal.key })
  await advance(31 * day)
  await expect(setup.open(alice, deal)).rejects.toMatchObject({
    code: 'KEY_SHARES_TOO_FEW',
    details: { reasons: expect.stringMatching(/(KEEPER_UNPAID.*){3}/) },
  })

  await fundKeeperFee(client, {
    ...payment,
    amountWei: parseEther('1'),
    salt: toHex(2, { size: 32 }),
  })
  for (const { address: keeper } of setup.keepers)
    expect(
      (
        await drawKeeperFee(client, {
          ...{ account: bob, assetId: deal.assetId, keeper },
        })
      ).paidWei,
    ).toBeGreaterThan(0n)
  expect(await setup.open(alice, deal)).toMatchObject({ key: deal.key })
})
