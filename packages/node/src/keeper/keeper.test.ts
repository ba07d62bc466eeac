import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startChain } from '@sahara/chain'
import { createLogger } from '@sahara/common'
import {
  addresses,
  assetIdOf,
  bondAgreementOf,
  developerMnemonic,
  developerRoles,
  localChainId,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  keepersAbi,
  licencesAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import { genesisPath } from '@sahara/protocol/genesis'
import {
  type CommittedKeys,
  commitmentRootOf,
  depositKeyShares,
  keyCommitmentOf,
  newAgeIdentity,
  requestKeyShares,
  requestTypedData,
  shareHashOf,
  splitContentKey,
} from '@sahara/vault'
import {
  type Abi,
  type Address,
  createPublicClient,
  createWalletClient,
  type Hex,
  hexToBigInt,
  http,
  type LocalAccount,
  maxUint256,
  parseEther,
} from 'viem'
import {
  generatePrivateKey,
  mnemonicToAccount,
  privateKeyToAccount,
} from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startKeeper } from './startKeeper.ts'

type Running = Awaited<ReturnType<typeof startKeeper>>

const developer = (role: keyof typeof developerRoles) =>
  mnemonicToAccount(developerMnemonic, { addressIndex: developerRoles[role] })
const alice = developer('alice')
const bob = developer('bob')
const stranger = privateKeyToAccount(generatePrivateKey())
const salt = generatePrivateKey()
const assetId = assetIdOf({
  chainId: localChainId,
  registry: addresses.assetRegistry,
  publisher: alice.address,
  salt,
})
const key = crypto.getRandomValues(new Uint8Array(32))
const manifest = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy'

let root: string
let chain: Awaited<ReturnType<typeof startChain>>
let keepers: Running[]
let client: ReturnType<typeof createPublicClient>
let block: CommittedKeys

async function send(
  account: LocalAccount,
  address: Address,
  abi: Abi,
  functionName: string,
  args: unknown[],
): Promise<void> {
  const wallet = createWalletClient({ account, transport: http(chain.url) })
  const hash = await wallet.writeContract({
    chain: null,
    address,
    abi,
    functionName,
    args,
  })
  const receipt = await client.waitForTransactionReceipt({ hash })
  expect(receipt.status).toBe('success')
}

const start = (name: string, port = 0) =>
  startKeeper({
    dataDir: join(root, name),
    rpcUrl: chain.url,
    port,
    register: true,
    logLevel: 'silent',
  })

async function depositTargets() {
  return Promise.all(
    keepers.map(async ({ address, url, recipient }) => {
      const { epoch } = await client.readContract({
        address: addresses.keepers,
        abi: keepersAbi,
        functionName: 'keeperOf',
        args: [address],
      })
      return { address, endpoint: url, recipient, epoch: Number(epoch) }
    }),
  )
}

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
    assetId,
    version: 1,
    context: '0',
    recipient: (await newAgeIdentity()).recipient,
    nonce: generatePrivateKey() as Hex,
    expiresAt: Math.floor(Date.now() / 1_000) + 60,
    keeper: keepers[0]!.address,
    ...change,
  }
  const typedData = requestTypedData(localChainId, message)
  const signature = await account.signTypedData(typedData)
  return { message, requester: account.address, signature }
}

const ask = (account: LocalAccount) =>
  requestKeyShares({
    block,
    commitment: commitmentRootOf(block),
    keepers: keepers.map(({ address, url }) => ({ address, endpoint: url })),
    account,
    chainId: localChainId,
    graceMs: 30_000,
    timeoutMs: 30_000,
  })

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sahara-keeper-'))
  chain = await startChain({
    dataDir: join(root, 'chain'),
    genesisPath,
    blockIntervalMs: 10,
    logger: createLogger('test', { level: 'silent' }),
  })
  client = createPublicClient({
    transport: http(chain.url),
    cacheTime: 0,
    pollingInterval: 50,
  })
  keepers = await Promise.all(['a', 'b', 'c'].map((name) => start(name)))
  const faucet = createWalletClient({
    account: developer('faucet'),
    transport: http(chain.url),
  })
  for (const { address } of keepers) {
    const hash = await faucet.sendTransaction({
      chain: null,
      to: address,
      value: parseEther('1'),
    })
    await client.waitForTransactionReceipt({ hash })
  }
  await Promise.all(keepers.map(({ registered }) => registered))
})

afterAll(async () => {
  await Promise.all(keepers.map(({ close }) => close()))
  await chain.close()
  await rm(root, { recursive: true, force: true })
})

test('behavior: registers once, and keeps its keys for itself', async () => {
  const [first] = keepers
  const info = await (await fetch(`${first!.url}/v1/info`)).json()
  expect(info).toEqual({
    address: first!.address,
    recipient: first!.recipient,
    chainId: localChainId,
  })
  for (const name of ['keeper.json', 'signer.key', 'recipient.key']) {
    const { mode } = await stat(join(root, 'a', name))
    expect(mode & 0o777).toBe(0o600)
  }
  await first!.close()
  const again = await start('a', Number(new URL(first!.url).port))
  await again.registered
  keepers[0] = again
  expect(again.address).toBe(first!.address)
  expect((await depositTargets())[0]!.epoch).toBe(1)
})

test('error: KEEPER_DEPOSIT_REFUSED without the right to deposit', async () => {
  const shares = await splitContentKey({ key, threshold: 2, count: 3 })
  const targets = await depositTargets()
  const common = { shares, assetId, version: 1, chainId: localChainId, salt }
  const wrong = [
    { ...common, keepers: targets, account: bob },
    { ...common, keepers: targets, account: alice, version: 2 },
    { ...common, keepers: targets, account: alice, salt: assetId },
    {
      ...common,
      keepers: targets.map((target) => ({ ...target, epoch: 2 })),
      account: alice,
    },
    {
      ...common,
      keepers: targets.map((target) => ({
        ...target,
        recipient: targets[0]!.recipient,
      })),
      account: alice,
    },
  ]
  for (const parameters of wrong)
    await expect(depositKeyShares(parameters)).rejects.toMatchObject({
      code: 'KEEPER_DEPOSIT_REFUSED',
    })
})

test('behavior: the publisher deposits, publishes, and opens', async () => {
  const deposit = async (shares: Awaited<ReturnType<typeof splitContentKey>>) =>
    depositKeyShares({
      keepers: await depositTargets(),
      shares,
      assetId,
      version: 1,
      salt,
      account: alice,
      chainId: localChainId,
    })
  const dropped = await splitContentKey({ key, threshold: 2, count: 3 })
  await deposit(dropped)
  const shares = await splitContentKey({ key, threshold: 2, count: 3 })
  const signed = await deposit(shares)
  expect(signed.map(({ index }) => index)).toEqual([1, 2, 3])

  block = {
    assetId,
    version: 1,
    manifest,
    threshold: 2,
    keyCommitment: keyCommitmentOf({ assetId, version: 1, key }),
    keyShares: shares.map(({ index, value }, i) => ({
      index,
      keeper: keepers[i]!.address,
      epoch: 1,
      hash: shareHashOf({ assetId, version: 1, index, value }),
    })),
  }
  await expect(ask(alice)).rejects.toMatchObject({
    code: 'KEEPER_ACCESS_DENIED',
  })
  const id = hexToBigInt(assetId)
  await send(alice, addresses.token, saharaTokenAbi as Abi, 'approve', [
    addresses.escrow,
    maxUint256,
  ])
  await send(alice, addresses.escrow, escrowAbi as Abi, 'fund', [
    bondAgreementOf(assetId, alice.address),
    parseEther('1'),
  ])
  await send(
    alice,
    addresses.assetRegistry,
    assetRegistryAbi as Abi,
    'publish',
    [
      {
        salt,
        kind: 1,
        metadata: salt,
        commitment: commitmentRootOf(block),
        parents: [],
        contributors: [],
        offers: [],
      },
    ],
  )
  expect(await ask(alice)).toEqual({ key, liars: [], faults: [] })

  expect(await deposit(shares)).toEqual(signed)
  await expect(deposit(dropped)).rejects.toMatchObject({
    code: 'KEEPER_DEPOSIT_REFUSED',
  })
  expect(await ask(alice)).toMatchObject({ key })

  await expect(ask(bob)).rejects.toMatchObject({ code: 'KEEPER_ACCESS_DENIED' })
  const access = [bob.address, id, 1] as const
  await send(alice, addresses.licences, licencesAbi as Abi, 'grant', [
    ...access,
    0xffff_ffff,
  ])
  expect(await ask(bob)).toMatchObject({ key })
  await send(alice, addresses.licences, licencesAbi as Abi, 'revoke', [
    ...access,
  ])
  await expect(ask(bob)).rejects.toMatchObject({ code: 'KEEPER_ACCESS_DENIED' })
})

test('behavior: works with a keeper down, not with two', async () => {
  const [down, alsoDown] = keepers
  await down!.close()
  const opened = await ask(alice)
  expect(opened.key).toEqual(key)
  expect(opened.faults).toMatchObject([
    { index: 1, error: { code: 'KEEPER_UNREACHABLE' } },
  ])
  await alsoDown!.close()
  await expect(ask(alice)).rejects.toMatchObject({ code: 'KEY_SHARES_TOO_FEW' })
  keepers[0] = await start('a', Number(new URL(down!.url).port))
  keepers[1] = await start('b', Number(new URL(alsoDown!.url).port))
  expect((await ask(alice)).faults).toEqual([])
})

test('error: KEEPER_REQUEST_INVALID for stale, replayed and foreign requests', async () => {
  const now = Math.floor(Date.now() / 1_000)
  const good = await requestBody(alice)
  const bodies = [
    await requestBody(alice, { expiresAt: now - 1 }),
    await requestBody(alice, { expiresAt: now + 400 }),
    await requestBody(alice, { keeper: keepers[1]!.address }),
    { ...(await requestBody(alice)), requester: bob.address },
    { ...(await requestBody(bob)), requester: alice.address },
    { ...good, message: { ...good.message, version: 2 } },
  ]
  for (const body of bodies) {
    const response = await post(keepers[0]!.url, '/v1/requests', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      code: 'KEEPER_REQUEST_INVALID',
    })
  }
  expect((await post(keepers[0]!.url, '/v1/requests', good)).status).toBe(200)

  const { close, url } = keepers[0]!
  await close()
  keepers[0] = await start('a', Number(new URL(url).port))
  const replayed = await post(keepers[0].url, '/v1/requests', good)
  expect(await replayed.json()).toMatchObject({
    code: 'KEEPER_REQUEST_INVALID',
  })
  const job = await requestBody(alice, { context: '7' })
  const response = await post(keepers[0].url, '/v1/requests', job)
  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({ code: 'KEEPER_ACCESS_DENIED' })
})

test('error: problems for bodies that are malformed or too large', async () => {
  const { url } = keepers[0]!
  const malformed = await post(url, '/v1/requests', { message: {} })
  expect(malformed.status).toBe(400)
  expect(malformed.headers.get('content-type')).toBe('application/problem+json')
  expect(await malformed.json()).toMatchObject({ code: 'INPUT_INVALID' })
  const large = await post(url, '/v1/deposits', 'x'.repeat(70_000))
  expect(large.status).toBe(413)
  expect((await fetch(`${url}/v1/none`)).status).toBe(404)
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' })
})

test('behavior: a contract wallet opens by ERC-1271', async () => {
  // Returns the magic value of ERC-1271 for whatever it is asked.
  const runtime = `7f1626ba7e${'00'.repeat(28)}60005260206000f3`
  const length = (runtime.length / 2).toString(16)
  const wallet = createWalletClient({
    account: alice,
    transport: http(chain.url),
  })
  const hash = await wallet.deployContract({
    chain: null,
    abi: [],
    bytecode: `0x60${length}600c60003960${length}6000f3${runtime}`,
  })
  const receipt = await client.waitForTransactionReceipt({ hash })
  const contract = receipt.contractAddress!
  const body = { ...(await requestBody(stranger)), requester: contract }
  const denied = await post(keepers[0]!.url, '/v1/requests', body)
  expect(denied.status).toBe(403)
  await send(alice, addresses.licences, licencesAbi as Abi, 'grant', [
    contract,
    hexToBigInt(assetId),
    1,
    0xffff_ffff,
  ])
  const next = { ...(await requestBody(stranger)), requester: contract }
  const allowed = await post(keepers[0]!.url, '/v1/requests', next)
  expect(allowed.status).toBe(200)
})

test('behavior: logs releases, and nothing secret', async () => {
  const text = await readFile(join(root, 'a', 'releases.jsonl'), 'utf8')
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.length).toBeGreaterThan(3)
  expect(lines[0]).toMatchObject({
    requester: alice.address.toLowerCase(),
    assetId,
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
  const path = join(root, 'b', 'keeper.json')
  const { close, url } = keepers[1]!
  await close()
  const own = await readFile(path, 'utf8')
  await writeFile(path, JSON.stringify({ schema: 1, chainId: 1 }))
  await expect(start('b')).rejects.toMatchObject({ code: 'CHAIN_MISMATCH' })
  await writeFile(path, own)
  keepers[1] = await start('b', Number(new URL(url).port))
})

test('behavior: the process says when it is ready, and ends on SIGTERM', async () => {
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      fileURLToPath(new URL('bin.ts', import.meta.url)),
      ...['--data', join(root, 'process'), '--rpc', chain.url],
      ...['--json', '--stop-with-parent', '--log-level', 'silent'],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const exited = once(child, 'exit')
  const [line] = await once(createInterface(child.stdout), 'line')
  const ready = JSON.parse(line)
  const info = await (await fetch(`${ready.url}/v1/info`)).json()
  expect(ready).toMatchObject({
    address: info.address,
    recipient: info.recipient,
  })
  await expect(
    startKeeper({ dataDir: join(root, 'process'), rpcUrl: chain.url }),
  ).rejects.toMatchObject({ code: 'COMMON_FOLDER_IN_USE' })
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
})
