import { developerRoles } from '@sahara/protocol'
import { accountAt, createTestClock, setupChain } from '@sahara/test'
import { parseEther, toHex } from 'viem'
import { afterAll, describe, expect, test } from 'vitest'
import { createSaharaClient } from '../createSaharaClient.ts'
import { getBalance } from './getBalance.ts'
import { publishAsset } from './publishAsset.ts'
import { releaseBond } from './releaseBond.ts'
import { retireAsset } from './retireAsset.ts'

const clock = createTestClock()
const chain = await setupChain({ clock })
afterAll(() => chain.close())

const alice = accountAt(developerRoles.alice)
const bob = accountAt(developerRoles.bob)
const client = createSaharaClient({ rpcUrl: chain.url, account: alice })
const held = async () =>
  (await getBalance(client, { account: alice.address })).balanceWei
const publish = (salt: number) =>
  publishAsset(client, {
    salt: toHex(salt, { size: 32 }),
    kind: 'dataset',
    metadata: toHex(1, { size: 32 }),
    commitment: toHex(2, { size: 32 }),
  })
/** Waits for the block that knows it. */
async function passMinutes(minutes: number) {
  clock.advance(minutes * 60_000)
  const now = Math.floor(clock.now() / 1_000)
  await expect
    .poll(async () => (await chain.publicClient.getBlock()).timestamp)
    .toBeGreaterThanOrEqual(now)
}
const publisher = alice.address
const bondWei = parseEther('1')

describe('releaseBond', () => {
  test('default: the bond comes back once it is due, and once only', async () => {
    const before = await held()
    const { assetId } = await publish(1)
    expect(await held()).toBe(before - bondWei)
    await retireAsset(client, { assetId })
    await expect(releaseBond(client, { assetId })).rejects.toMatchObject({
      code: 'TRANSACTION_REVERTED',
      hint: expect.stringMatching(/^It can be had from 20\d\d-.*Z on\.$/),
      details: { error: 'AssetRegistryBondNotDue' },
    })
    await passMinutes(2)
    expect(await releaseBond(client, { assetId })).toEqual({
      publisher,
      withdrawnWei: bondWei,
    })
    expect(await held()).toBe(before)
    expect(await releaseBond(client, { assetId })).toEqual({
      publisher,
      withdrawnWei: 0n,
    })
    expect(await held()).toBe(before)
  })

  test('behavior: anyone may call, and the publisher is paid', async () => {
    const before = await held()
    const { assetId } = await publish(2)
    await retireAsset(client, { assetId })
    await passMinutes(2)
    const theirs = (await getBalance(client, { account: bob.address }))
      .balanceWei
    expect(await releaseBond(client, { account: bob, assetId })).toEqual({
      publisher,
      withdrawnWei: bondWei,
    })
    expect(await held()).toBe(before)
    expect(await getBalance(client, { account: bob.address })).toMatchObject({
      balanceWei: theirs,
    })
  })

  test('error: TRANSACTION_REVERTED while the asset is not retired', async () => {
    const { assetId } = await publish(3)
    await expect(releaseBond(client, { assetId })).rejects.toMatchObject({
      code: 'TRANSACTION_REVERTED',
      details: { error: 'AssetRegistryNotRetired' },
    })
  })

  test('error: ASSET_NOT_FOUND', async () => {
    await expect(
      releaseBond(client, { assetId: toHex(4, { size: 32 }) }),
    ).rejects.toMatchObject({ code: 'ASSET_NOT_FOUND' })
  })
})
