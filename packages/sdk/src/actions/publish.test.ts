import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { addresses, developerRoles } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import { accountAt, createTestClock, setupKeepers } from '@sahara/test'
import { createMemoryBlobStore, newContentKey } from '@sahara/vault'
import {
  type Abi,
  type Address,
  createWalletClient,
  http,
  parseEther,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSaharaClient } from '../createSaharaClient.ts'
import { openAsset } from './openAsset.ts'
import { publish } from './publish.ts'

const alice = accountAt(developerRoles.alice)
const content = new TextEncoder().encode('when,where\n')
const days = 86_400_000
const clock = createTestClock()
let setup: Awaited<ReturnType<typeof setupKeepers>>

beforeAll(async () => {
  setup = await setupKeepers({ clock })
})
afterAll(() => setup.close())

/** A publisher with gas and no SAHARA for the bond yet. */
async function newPublisher() {
  const account = privateKeyToAccount(generatePrivateKey())
  const hash = await createWalletClient({
    account: alice,
    transport: http(setup.chain.url),
  }).sendTransaction({
    chain: null,
    to: account.address,
    value: parseEther('1'),
  })
  await setup.chain.publicClient.waitForTransactionReceipt({ hash })
  const store = createMemoryBlobStore()
  const { recipient } = await newContentKey()
  return {
    account,
    client: createSaharaClient({ rpcUrl: setup.chain.url, account, clock }),
    store,
    parameters: {
      salt: generatePrivateKey(),
      kind: 'dataset' as const,
      description: { name: 'Trips' },
      terms: 'CC0-1.0',
      files: [{ path: 'a.csv', size: content.length, stream: () => [content] }],
      store,
      ownerRecipient: recipient,
    },
    fund: () =>
      setup.send(alice, addresses.token, saharaTokenAbi as Abi, 'transfer', [
        account.address,
        parseEther('1'),
      ]),
  }
}

type Publisher = Awaited<ReturnType<typeof newPublisher>>

/** The only document among the blobs that names its manifest. */
async function metadataOf({ store }: Publisher): Promise<string[]> {
  const found: string[] = []
  for await (const cid of store.list()) {
    const text = new TextDecoder().decode(await store.get(cid))
    if (text.startsWith('{')) found.push(text)
  }
  return found
}

async function expectOpens(
  { client, store }: Publisher,
  assetId: `0x${string}`,
) {
  const { files, faults, read } = await openAsset(client, { assetId, store })
  expect(faults).toEqual([])
  const parts: Uint8Array[] = []
  for await (const part of read(files[0]!)) parts.push(part)
  expect(Uint8Array.from(Buffer.concat(parts))).toEqual(content)
}

const depositsOf = (account: Address) => {
  const database = new DatabaseSync(join(setup.folder, 'one', 'shares.db'), {
    readOnly: true,
  })
  const rows = database
    .prepare('select commitment from deposits where publisher = ?')
    .all(account.toLowerCase())
  database.close()
  return rows.length
}

describe('publish', () => {
  test('behavior: interrupted, it publishes what was sealed', async () => {
    const publisher = await newPublisher()
    const { client, parameters } = publisher
    await expect(publish(client, parameters)).rejects.toMatchObject({
      code: 'TOKEN_BALANCE_TOO_LOW',
    })
    await publisher.fund()
    // A keeper that has its key share already need not be there.
    await setup.keepers[1]!.close()
    const { assetId } = await publish(client, parameters)
    expect(await metadataOf(publisher)).toHaveLength(1)
    await setup.restart(1)
    await expectOpens(publisher, assetId)
  })

  test('behavior: takes no more room at the keepers for being repeated', async () => {
    const publisher = await newPublisher()
    await publisher.fund()
    const { client, account, parameters } = publisher
    const last = setup.keepers.at(-1)!.url
    const broken: typeof fetch = async (input, init) =>
      String(input) === `${last}/v1/deposits`
        ? new Response(null, { status: 502 })
        : fetch(input, init)
    for (let i = 0; i < 10; i++)
      await expect(
        publish({ ...client, fetch: broken }, parameters),
      ).rejects.toMatchObject({ code: 'KEEPER_UNREACHABLE' })
    expect(depositsOf(account.address)).toBe(1)
    const { assetId } = await publish(client, parameters)
    expect(depositsOf(account.address)).toBe(1)
    await expectOpens(publisher, assetId)
  })

  test('behavior: deposits again when the keepers may have forgotten', async () => {
    const publisher = await newPublisher()
    const { client, account, parameters } = publisher
    await expect(publish(client, parameters)).rejects.toMatchObject({
      code: 'TOKEN_BALANCE_TOO_LOW',
    })
    await publisher.fund()
    clock.advance(20 * days)
    // The keepers look every ten minutes, once a block has the new time.
    await expect
      .poll(
        () => {
          clock.advance(600_000)
          return depositsOf(account.address)
        },
        { timeout: 50_000 },
      )
      .toBe(0)
    const { assetId } = await publish(client, parameters)
    expect(await metadataOf(publisher)).toHaveLength(1)
    await expectOpens(publisher, assetId)
  })

  test('behavior: seals anew when a keeper is not what it was', async () => {
    const publisher = await newPublisher()
    const { client, parameters } = publisher
    await expect(publish(client, parameters)).rejects.toMatchObject({
      code: 'TOKEN_BALANCE_TOO_LOW',
    })
    await publisher.fund()
    clock.advance(20 * days)
    await setup.keepers[2]!.close()
    await expect(publish(client, parameters)).rejects.toMatchObject({
      code: 'PUBLISH_KEEPERS_TOO_FEW',
    })
    // Another endpoint is another registration.
    const { port } = new URL(setup.keepers[2]!.url)
    await setup.restart(2, { publicUrl: `http://localhost:${port}` })
    await setup.keepers[2]!.registered
    const { assetId } = await publish(client, parameters)
    expect(await metadataOf(publisher)).toHaveLength(2)
    await expectOpens(publisher, assetId)
  })
})
