import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { developerRoles, localChainId } from '@sahara/protocol'
import {
  createSaharaClient,
  listKeepers,
  nameSuccessor,
  openAsset,
  publish,
} from '@sahara/sdk'
import {
  accountAt,
  equipKeeper,
  type KeeperSetup,
  setupKeepers,
} from '@sahara/test'
import { createMemoryBlobStore, newContentKey } from '@sahara/vault'
import { createWalletClient, http } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { handOverKeyShares } from './handOverKeyShares.ts'
import { openIdentity } from './openIdentity.ts'

const alice = accountAt(developerRoles.alice)
const content = new TextEncoder().encode('when,where\n')
let setup: KeeperSetup

beforeAll(async () => {
  setup = await setupKeepers()
})
afterAll(() => setup.close())

const folderOf = (name: string) => join(setup.folder, name)

test('behavior: a keeper leaves its key shares to a successor, whom clients ask', async () => {
  const store = createMemoryBlobStore()
  const { recipient } = await newContentKey()
  const client = createSaharaClient({ rpcUrl: setup.chain.url, account: alice })
  const { assetId } = await publish(client, {
    salt: generatePrivateKey(),
    kind: 'dataset',
    description: { name: 'Trips' },
    terms: 'CC0-1.0',
    files: [{ path: 'a.csv', size: content.length, stream: () => [content] }],
    store,
    ownerRecipient: recipient,
  })
  const open = () => openAsset(client, { assetId, store })
  expect((await open()).faults).toEqual([])

  const four = await setup.start('four')
  setup.keepers.push(four)
  const wallet = createWalletClient({
    account: accountAt(developerRoles.faucet),
    transport: http(setup.chain.url),
  })
  await equipKeeper(wallet, four.address)
  await four.registered
  const successor = (await listKeepers(client)).find(
    ({ address }) => address === four.address,
  )!
  const leaving = { dataDir: folderOf('one'), successor }
  // Nothing is taken from who did not name it.
  expect(await handOverKeyShares(client, leaving)).toMatchObject({
    handed: 0,
    faults: [
      { assetId, version: 1, error: { code: 'KEEPER_DEPOSIT_REFUSED' } },
    ],
  })
  const { account } = await openIdentity(folderOf('one'), localChainId)
  await nameSuccessor(client, { account, successor: four.address })
  expect(await handOverKeyShares(client, leaving)).toEqual({
    handed: 1,
    faults: [],
  })
  expect((await handOverKeyShares(client, leaving)).handed).toBe(1)
  const receipts = await readFile(
    join(folderOf('one'), 'handovers.jsonl'),
    'utf8',
  )
  expect(JSON.parse(receipts.split('\n', 1)[0]!).message).toMatchObject({
    assetId,
    keeper: account.address.toLowerCase(),
    successor: four.address.toLowerCase(),
  })

  // Two of three are gone; without the successor nobody could open it.
  await setup.keepers[0]!.close()
  await setup.keepers[1]!.close()
  expect((await open()).faults).toMatchObject([
    { keeper: setup.keepers[1]!.address.toLowerCase() },
  ])

  // A keeper that has a key share of the version takes no second one.
  const { account: third } = await openIdentity(folderOf('three'), localChainId)
  await nameSuccessor(client, { account: third, successor: four.address })
  expect(
    await handOverKeyShares(client, { dataDir: folderOf('three'), successor }),
  ).toMatchObject({
    handed: 0,
    faults: [{ error: { code: 'KEEPER_DEPOSIT_REFUSED' } }],
  })
})
