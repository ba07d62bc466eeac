import { join } from 'node:path'
import { addresses, developerRoles, localChainId } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import {
  fundStake,
  getBalance,
  getStake,
  leaveKeepers,
  listKeepers,
  releaseStake,
} from '@sahara/sdk'
import {
  accountAt,
  createTestClock,
  type KeeperSetup,
  setupKeepers,
} from '@sahara/test'
import { type Abi, parseEther, toHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openIdentity } from './openIdentity.ts'

const bob = accountAt(developerRoles.bob)
const stakeWei = parseEther('100')
const clock = createTestClock()
let setup: KeeperSetup

beforeAll(async () => {
  setup = await setupKeepers({ clock })
})
afterAll(() => setup.close())

const keeper = () => setup.keepers[0]!.address
const isListed = async () =>
  (await listKeepers(setup.client)).some(({ address }) => address === keeper())

/** Lets time pass, and brings it on chain with a block. */
async function advance(seconds: number): Promise<void> {
  clock.advance(seconds * 1_000)
  const { address } = bob
  await setup.send(bob, addresses.token, saharaTokenAbi as Abi, 'transfer', [
    address,
    0n,
  ])
}

test('behavior: stakes to be listed, and has it back after it left', async () => {
  const { client } = setup
  const staked = { freeWei: 0n, missingWei: 0n, lockedWei: stakeWei, dueAt: 0 }
  expect(await getStake(client, { keeper: keeper() })).toEqual(staked)
  await expect(
    releaseStake(client, { account: bob, keeper: keeper() }),
  ).rejects.toMatchObject({ code: 'KEEPER_STAKE_BOUND' })

  const { account } = await openIdentity(
    join(setup.folder, 'one'),
    localChainId,
  )
  const { dueAt } = await leaveKeepers(client, { account })
  await expect(leaveKeepers(client, { account })).rejects.toMatchObject({
    code: 'KEEPER_NOT_REGISTERED',
  })
  expect(await isListed()).toBe(false)
  await expect(
    releaseStake(client, { account: bob, keeper: keeper() }),
  ).rejects.toMatchObject({ code: 'KEEPER_STAKE_BOUND' })

  await advance(dueAt - Math.floor(clock.now() / 1_000) + 1)
  const release = () => releaseStake(client, { account: bob, keeper: keeper() })
  expect(await release()).toEqual({ withdrawnWei: stakeWei })
  expect(await release()).toEqual({ withdrawnWei: 0n })
  expect((await getBalance(client, { account: keeper() })).balanceWei).toBe(
    stakeWei,
  )
})

test('behavior: who left comes back only when told so', async () => {
  await setup.restart(0)
  await setup.keepers[0]!.registered
  expect(await isListed()).toBe(false)
  await setup.restart(0, { rejoin: true })
  await setup.keepers[0]!.registered
  expect(await isListed()).toBe(true)
  expect((await getStake(setup.client, { keeper: keeper() })).lockedWei).toBe(
    stakeWei,
  )
})

test('behavior: others pay for a keeper, once', async () => {
  const { client } = setup
  const before = (await getBalance(client, { account: bob.address })).balanceWei
  const payment = {
    account: bob,
    keeper: keeper(),
    amountWei: 5n,
    salt: toHex(1, { size: 32 }),
  }
  const first = await fundStake(client, payment)
  expect(await fundStake(client, payment)).toEqual(first)
  expect((await getStake(client, { keeper: keeper() })).freeWei).toBe(5n)
  const after = (await getBalance(client, { account: bob.address })).balanceWei
  expect(before - after).toBe(5n)
})
