import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import { keepersSchema } from '@sahara/protocol/api'
import {
  getAsset,
  nameSuccessor,
  publishAsset,
  registerKeeper,
  retireAsset,
  waitForNode,
} from '@sahara/sdk'
import { createWalletClient, http, numberToHex, zeroAddress } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountAt } from './accounts.ts'
import { createTestClock } from './createTestClock.ts'
import { type NodeSetup, setupNode } from './setupNode.ts'

const clock = createTestClock()
const [alice, bob] = [1, 2]
const lower = (index: number) => accountAt(index).address.toLowerCase()
let setup: NodeSetup

beforeAll(async () => {
  setup = await setupNode({ clock })
})
afterAll(() => setup.close())

async function successorOf(index: number) {
  await waitForNode(setup.clientOf(index))
  const response = await fetch(`${setup.nodeUrl}/api/v1/keepers`)
  const { items } = keepersSchema.parse(await response.json())
  return items.find(({ address }) => address === lower(index))?.successor
}

test('the node tells who succeeds a keeper', async () => {
  for (const index of [alice, bob])
    await registerKeeper(setup.clientOf(index), {
      ...{ endpoint: `http://127.0.0.1/${index}`, recipient: `age1${index}` },
    })
  expect(await successorOf(alice)).toBeNull()
  const name = (successor: `0x${string}`) =>
    nameSuccessor(setup.clientOf(alice), { successor })
  await name(accountAt(bob).address)
  expect(await successorOf(alice)).toBe(lower(bob))
  await name(zeroAddress)
  expect(await successorOf(alice)).toBeNull()
})

test('the node tells which versions were shredded', async () => {
  const client = setup.clientOf(alice)
  const word = (value: number) => numberToHex(value, { size: 32 })
  const { assetId } = await publishAsset(client, {
    ...{ salt: word(1), kind: 'model', metadata: word(2) },
    commitment: word(3),
    offers: [],
  })
  const versions = async () => {
    await waitForNode(client)
    return (await getAsset(client, { assetId })).versions
  }
  expect(await versions()).toMatchObject([{ version: 1, shreddedAt: null }])
  // Who bought it last comes first.
  await retireAsset(client, { assetId })
  clock.advance(3_600_000)
  await nameSuccessor(client, { successor: zeroAddress })
  const { publicClient, url } = setup.chain
  const hash = await createWalletClient({
    account: accountAt(alice),
    transport: http(url),
  }).writeContract({
    ...{ chain: null, address: addresses.keepers, abi: keepersAbi },
    ...{ functionName: 'shred', args: [BigInt(assetId), 1] },
  })
  const { blockNumber } = await publicClient.waitForTransactionReceipt({ hash })
  const { timestamp } = await publicClient.getBlock({ blockNumber })
  expect(await versions()).toMatchObject([{ shreddedAt: Number(timestamp) }])
})
