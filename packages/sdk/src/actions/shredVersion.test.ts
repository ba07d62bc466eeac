import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { addresses, developerRoles } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import { accountAt, createTestClock, setupKeepers } from '@sahara/test'
import { createMemoryBlobStore, newContentKey } from '@sahara/vault'
import type { Abi } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSaharaClient } from '../createSaharaClient.ts'
import { challengeKeeper } from './challengeKeeper.ts'
import { listSignedDeposits } from './listSignedDeposits.ts'
import { openAsset } from './openAsset.ts'
import { publish } from './publish.ts'
import { retireAsset } from './retireAsset.ts'
import { shredVersion } from './shredVersion.ts'

const alice = accountAt(developerRoles.alice)
const bob = accountAt(developerRoles.bob)
const content = new TextEncoder().encode('when,where\n')
const clock = createTestClock()
let setup: Awaited<ReturnType<typeof setupKeepers>>

beforeAll(async () => {
  setup = await setupKeepers({ clock })
})
afterAll(() => setup.close())

/** How many deposits lie in the database of a keeper. */
function depositsAt(name: string): number {
  const database = new DatabaseSync(join(setup.folder, name, 'shares.db'), {
    readOnly: true,
  })
  const rows = database.prepare('select 1 from deposits').all()
  database.close()
  return rows.length
}

test('behavior: keepers drop what the owner ordered dropped, asked or not', async () => {
  const { recipient } = await newContentKey()
  const store = createMemoryBlobStore()
  const client = createSaharaClient({
    ...{ rpcUrl: setup.chain.url, account: alice, clock },
  })
  const { assetId } = await publish(client, {
    salt: generatePrivateKey(),
    kind: 'dataset',
    description: { name: 'Trips' },
    terms: 'CC0-1.0',
    files: [{ path: 'a.csv', size: content.length, stream: () => [content] }],
    store,
    ownerRecipient: recipient,
  })
  const order = { assetId, version: 1, store }
  const deposits = await listSignedDeposits(client, order)
  expect(deposits.map(({ keeper }) => keeper).sort()).toEqual(
    setup.keepers.map(({ address }) => address.toLowerCase()).sort(),
  )
  await openAsset(client, { assetId, store })
  await expect(
    shredVersion(client, { ...order, account: bob }),
  ).rejects.toMatchObject({ code: 'TRANSACTION_REVERTED' })

  // Who may have bought it comes first.
  await expect(shredVersion(client, order)).rejects.toMatchObject({
    code: 'VERSION_STILL_SOLD',
    hint: expect.stringMatching(/retire/),
  })
  await retireAsset(client, { assetId })
  await expect(shredVersion(client, order)).rejects.toMatchObject({
    code: 'VERSION_STILL_SOLD',
    hint: expect.stringMatching(/time until/),
  })
  clock.advance(31_000)
  await setup.send(bob, addresses.token, saharaTokenAbi as Abi, 'transfer', [
    ...[bob.address, 0n],
  ])

  await setup.keepers[2]!.close()
  const { receipts, faults } = await shredVersion(client, order)
  expect(receipts.map(({ message }) => message.keeper).sort()).toEqual(
    [0, 1].map((i) => setup.keepers[i]!.address.toLowerCase()).sort(),
  )
  expect(faults).toMatchObject([
    {
      keeper: setup.keepers[2]!.address.toLowerCase(),
      error: { code: 'KEEPER_UNREACHABLE' },
    },
  ])
  expect([depositsAt('one'), depositsAt('two'), depositsAt('three')]).toEqual([
    0, 0, 1,
  ])
  await expect(openAsset(client, { assetId, store })).rejects.toMatchObject({
    code: 'KEY_SHARES_TOO_FEW',
  })
  await expect(
    challengeKeeper(client, { deposit: deposits[0]!, recipient }),
  ).rejects.toMatchObject({ code: 'KEEPER_CHALLENGE_REFUSED' })

  // The one that was away sees the order by itself.
  await setup.restart(2)
  await expect.poll(() => depositsAt('three'), { timeout: 30_000 }).toBe(0)
  expect((await shredVersion(client, order)).receipts).toHaveLength(3)
})
