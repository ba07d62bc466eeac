import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addresses, developerRoles, localChainId } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import { grantAccess, revokeAccess } from '@sahara/sdk'
import { accountAt, type Deal, dealKeys, setupKeepers } from '@sahara/test'
import { newAgeIdentity, requestTypedData } from '@sahara/vault'
import { type Address, createWalletClient, http, type LocalAccount } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'

const alice = accountAt(developerRoles.alice)
const bob = accountAt(developerRoles.bob)
const stranger = privateKeyToAccount(generatePrivateKey())
const forever = 0xffff_ffff

let setup: Awaited<ReturnType<typeof setupKeepers>>
let deal: Deal

const urlOf = (index: number) => setup.keepers[index]!.url

function post(url: string, path: string, body: unknown): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function requestBody(
  account: LocalAccount,
  change: { expiresAt?: number; keeper?: Address; context?: string } = {},
) {
  const message = {
    assetId: deal.assetId,
    version: 1,
    context: '0',
    recipient: (await newAgeIdentity()).recipient,
    nonce: generatePrivateKey(),
    expiresAt: Math.floor(Date.now() / 1_000) + 60,
    keeper: setup.keepers[0]!.address,
    ...change,
  }
  const typedData = requestTypedData(localChainId, message)
  const signature = await account.signTypedData(typedData)
  return { message, requester: account.address, signature }
}

const grant = (to: Address) =>
  grantAccess(setup.client, {
    account: alice,
    assetId: deal.assetId,
    to,
    rights: ['download'],
    untilHour: forever,
  })

beforeAll(async () => {
  setup = await setupKeepers()
  const { keepers } = setup
  deal = await dealKeys({ publisher: alice.address, keepers })
  await setup.deposit(alice, deal)
  await setup.publish(alice, deal)
})
afterAll(() => setup.close())

test('behavior: registers once, and keeps its keys for itself', async () => {
  const { address, recipient } = setup.keepers[0]!
  const info = await (await fetch(`${urlOf(0)}/v1/info`)).json()
  expect(info).toEqual({
    address,
    recipient,
    chainId: localChainId,
    takesDeposits: true,
  })
  for (const name of ['keeper.json', 'signer.key', 'recipient.key']) {
    const { mode } = await stat(join(setup.folder, 'one', name))
    expect(mode & 0o777).toBe(0o600)
  }
  await setup.restart(0)
  await setup.keepers[0]!.registered
  expect(setup.keepers[0]!.address).toBe(address)
  const { epoch } = await setup.chain.publicClient.readContract({
    address: addresses.keepers,
    abi: keepersAbi,
    functionName: 'keeperOf',
    args: [address],
  })
  expect(epoch).toBe(1n)
})

test('behavior: opens for the owner, and for others while they may', async () => {
  const { key } = deal
  expect(await setup.open(alice, deal)).toEqual({ key, liars: [], faults: [] })
  await expect(setup.open(bob, deal)).rejects.toMatchObject({
    code: 'KEEPER_ACCESS_DENIED',
  })
  await grant(bob.address)
  expect(await setup.open(bob, deal)).toMatchObject({ key })
  await revokeAccess(setup.client, {
    account: alice,
    assetId: deal.assetId,
    from: bob.address,
    rights: ['download'],
  })
  await expect(setup.open(bob, deal)).rejects.toMatchObject({
    code: 'KEEPER_ACCESS_DENIED',
  })
})

test('behavior: works with a keeper down, not with two', async () => {
  await setup.keepers[0]!.close()
  const opened = await setup.open(alice, deal)
  expect(opened.key).toEqual(deal.key)
  expect(opened.faults).toMatchObject([
    { index: 1, error: { code: 'KEEPER_UNREACHABLE' } },
  ])
  await setup.keepers[1]!.close()
  await expect(setup.open(alice, deal)).rejects.toMatchObject({
    code: 'KEY_SHARES_TOO_FEW',
  })
  await setup.restart(0)
  await setup.restart(1)
  expect((await setup.open(alice, deal)).faults).toEqual([])
})

test('error: KEEPER_REQUEST_INVALID for stale, replayed and foreign requests', async () => {
  const now = Math.floor(Date.now() / 1_000)
  const good = await requestBody(alice)
  const bodies = [
    await requestBody(alice, { expiresAt: now - 1 }),
    await requestBody(alice, { expiresAt: now + 400 }),
    await requestBody(alice, { keeper: setup.keepers[1]!.address }),
    { ...(await requestBody(alice)), requester: bob.address },
    { ...(await requestBody(bob)), requester: alice.address },
    { ...good, message: { ...good.message, version: 2 } },
  ]
  for (const body of bodies) {
    const response = await post(urlOf(0), '/v1/requests', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      code: 'KEEPER_REQUEST_INVALID',
    })
  }
  expect((await post(urlOf(0), '/v1/requests', good)).status).toBe(200)

  await setup.restart(0)
  const replayed = await post(urlOf(0), '/v1/requests', good)
  expect(await replayed.json()).toMatchObject({
    code: 'KEEPER_REQUEST_INVALID',
  })
  const job = await requestBody(alice, { context: '7' })
  const response = await post(urlOf(0), '/v1/requests', job)
  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({ code: 'KEEPER_ACCESS_DENIED' })
})

test('error: problems for bodies that are malformed or too large', async () => {
  const malformed = await post(urlOf(0), '/v1/requests', { message: {} })
  expect(malformed.status).toBe(400)
  expect(malformed.headers.get('content-type')).toBe('application/problem+json')
  expect(await malformed.json()).toMatchObject({ code: 'INPUT_INVALID' })
  const large = await post(urlOf(0), '/v1/deposits', 'x'.repeat(70_000))
  expect(large.status).toBe(413)
  expect((await fetch(`${urlOf(0)}/v1/none`)).status).toBe(404)
  expect(await (await fetch(`${urlOf(0)}/health`)).json()).toEqual({
    status: 'ok',
  })
})

test('behavior: a contract wallet opens by ERC-1271', async () => {
  // Returns the magic value of ERC-1271 for whatever it is asked.
  const runtime = `7f1626ba7e${'00'.repeat(28)}60005260206000f3`
  const length = (runtime.length / 2).toString(16)
  const wallet = createWalletClient({
    account: alice,
    transport: http(setup.chain.url),
  })
  const hash = await wallet.deployContract({
    chain: null,
    abi: [],
    bytecode: `0x60${length}600c60003960${length}6000f3${runtime}`,
  })
  const { contractAddress } =
    await setup.chain.publicClient.waitForTransactionReceipt({ hash })
  const requester = contractAddress!
  const body = { ...(await requestBody(stranger)), requester }
  const denied = await post(urlOf(0), '/v1/requests', body)
  expect(denied.status).toBe(403)
  await grant(requester)
  const next = { ...(await requestBody(stranger)), requester }
  const allowed = await post(urlOf(0), '/v1/requests', next)
  expect(allowed.status).toBe(200)
})

test('behavior: logs releases, and nothing secret', async () => {
  const path = join(setup.folder, 'one', 'releases.jsonl')
  const lines = (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.length).toBeGreaterThan(3)
  expect(lines[0]).toMatchObject({
    requester: alice.address.toLowerCase(),
    assetId: deal.assetId,
    version: 1,
    context: '0',
  })
  expect(Object.keys(lines[0]).sort()).toEqual([
    'assetId',
    'at',
    'blockNumber',
    'context',
    'requestHash',
    'requester',
    'version',
  ])
})

test('error: CHAIN_MISMATCH for a folder of another chain', async () => {
  const path = join(setup.folder, 'two', 'keeper.json')
  await setup.keepers[1]!.close()
  const own = await readFile(path, 'utf8')
  await writeFile(path, JSON.stringify({ schema: 1, chainId: 1 }))
  await expect(setup.start('two')).rejects.toMatchObject({
    code: 'CHAIN_MISMATCH',
  })
  await writeFile(path, own)
  await setup.restart(1)
})
