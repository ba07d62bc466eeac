import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
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
  localChainId,
  metadataDigestOf,
  nodeDomain,
  toMetadata,
  uploadSessionTypes,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import { genesisPath } from '@sahara/protocol/genesis'
import { createMemoryBlobStore, importCar, importFile } from '@sahara/vault'
import {
  type Abi,
  type Address,
  createPublicClient,
  createWalletClient,
  http,
  keccak256,
  maxUint256,
  parseEther,
  toHex,
  zeroAddress,
} from 'viem'
import {
  generatePrivateKey,
  mnemonicToAccount,
  privateKeyToAccount,
} from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNode } from './startNode.ts'

const alice = mnemonicToAccount(developerMnemonic)
const stranger = privateKeyToAccount(generatePrivateKey())
const salt = keccak256(toHex('weather'))
const assetId = assetIdOf({
  chainId: localChainId,
  registry: addresses.assetRegistry,
  publisher: alice.address,
  salt,
})
const logger = createLogger('test', { level: 'silent' })

let root: string
let chain: Awaited<ReturnType<typeof startChain>>
let node: Awaited<ReturnType<typeof startNode>>
let content: string
let metadataCid: string
let document: string
const files = createMemoryBlobStore()

const start = (
  name: string,
  rest: { peers?: string[]; denyList?: string } = {},
) =>
  startNode({
    dataDir: join(root, name),
    rpcUrl: chain.url,
    logLevel: 'silent',
    quotaBytes: 4 * 1024 * 1024,
    ...rest,
  })

async function get(url: string, path: string) {
  const response = await fetch(`${url}${path}`)
  return { status: response.status, body: await response.json() }
}

/** Asks until the answer is as it should be; the test's limit ends it. */
async function until(
  url: string,
  path: string,
  isDone: (body: never) => boolean,
): Promise<Record<string, never>> {
  for (;;) {
    const { status, body } = await get(url, path)
    if (status === 200 && isDone(body as never)) return body
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function openSession(url: string, account = alice, origin = url) {
  const message = {
    account: account.address,
    node: origin,
    nonce: generatePrivateKey(),
    expiresAt: BigInt(Math.floor(Date.now() / 1_000) + 600),
  }
  const signature = await account.signTypedData({
    domain: nodeDomain(localChainId),
    types: uploadSessionTypes,
    primaryType: 'UploadSession',
    message,
  })
  return fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...message,
      expiresAt: Number(message.expiresAt),
      signature,
    }),
  })
}

const put = (url: string, token: string, cid: string, block: Uint8Array) =>
  fetch(`${url}/api/v1/blobs/${cid}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body: block.slice().buffer,
  })

async function publish(): Promise<void> {
  const client = createPublicClient({
    cacheTime: 0,
    transport: http(chain.url),
  })
  const wallet = createWalletClient({
    account: alice,
    transport: http(chain.url),
  })
  const calls: [Address, Abi, string, unknown[]][] = [
    [
      addresses.token,
      saharaTokenAbi,
      'approve',
      [addresses.escrow, maxUint256],
    ],
    [
      addresses.escrow,
      escrowAbi,
      'fund',
      [bondAgreementOf(assetId, alice.address), parseEther('1')],
    ],
    [
      addresses.assetRegistry,
      assetRegistryAbi,
      'publish',
      [
        {
          salt,
          kind: 1,
          metadata: metadataDigestOf(metadataCid),
          commitment: salt,
          parents: [],
          contributors: [],
          offers: [
            {
              rights: 3,
              durationHours: 24,
              royalty: 0,
              refundHours: 0,
              maxSales: 0,
              price: 5n,
              policy: zeroAddress,
              terms: salt,
            },
          ],
        },
      ],
    ],
  ]
  for (const [address, abi, functionName, args] of calls) {
    const hash = await wallet.writeContract({
      chain: null,
      address,
      abi,
      functionName,
      args,
    })
    const receipt = await client.waitForTransactionReceipt({
      hash,
      pollingInterval: 50,
    })
    expect(receipt.status).toBe('success')
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sahara-node-'))
  chain = await startChain({
    dataDir: join(root, 'chain'),
    genesisPath,
    blockIntervalMs: 10,
    logger,
  })
  node = await start('first')
  const bytes = new Uint8Array(2_500_000).map((_, index) => index % 251)
  content = (await importFile(files, bytes)).cid
  const metadata = toMetadata({
    description: {
      name: 'Weather of Ouagadougou',
      description: 'Hourly, since 1950.',
      keywords: ['climate'],
    },
    blobs: [
      { cid: content, size: bytes.length, sha256: '0'.repeat(64), paths: [] },
    ],
    publisher: alice.address,
    chainId: localChainId,
    publishedAt: Date.UTC(2026, 0, 2),
    sahara: {
      schema: 1,
      kind: 'dataset',
      assetId,
      version: 1,
      manifest: content,
      blobs: [content],
      size: bytes.length,
      files: 1,
      threshold: 1,
      keyCommitment: salt,
      keyShares: [{ index: 1, keeper: alice.address, epoch: 1, hash: salt }],
      ownerKey: '',
      terms: 'MIT',
      parents: [],
    },
  })
  document = JSON.stringify(metadata)
  metadataCid = (await importFile(files, new TextEncoder().encode(document)))
    .cid
})

afterAll(async () => {
  await node.close()
  await chain.close()
  await rm(root, { recursive: true, force: true })
})

describe('startNode', () => {
  test('behavior: uploads need a session, its quota and true bytes', async () => {
    const { url } = node
    const wrongNode = await openSession(url, alice, 'http://elsewhere')
    expect(wrongNode.status).toBe(401)
    const { token, quota } = await (await openSession(url)).json()
    expect(quota).toBe(4 * 1024 * 1024)
    const refused = await put(url, 'no', metadataCid, new Uint8Array(1))
    expect(await refused.json()).toMatchObject({ code: 'NODE_SESSION_INVALID' })
    const wrong = await put(url, token, metadataCid, new Uint8Array(9))
    expect(await wrong.json()).toMatchObject({ code: 'BLOB_INVALID' })
    const large = await put(
      url,
      token,
      metadataCid,
      new Uint8Array(2 ** 21 + 1),
    )
    expect(await large.json()).toMatchObject({ code: 'BLOB_TOO_LARGE' })

    for await (const cid of files.list())
      for (const _ of [1, 2])
        expect((await put(url, token, cid, await files.get(cid))).status).toBe(
          200,
        )
    const more = createMemoryBlobStore()
    const size = 1024 * 1024
    const answers: Response[] = []
    for (const value of [1, 2]) {
      const { cid } = await importFile(more, new Uint8Array(size).fill(value))
      answers.push(await put(url, token, cid, await more.get(cid)))
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 413])
    expect(await answers[1]?.json()).toMatchObject({
      code: 'NODE_QUOTA_EXCEEDED',
      hint: expect.any(String),
    })
  })

  test('behavior: what is published is found, with all its parts', async () => {
    const { url } = node
    await publish()
    const { items } = await until(
      url,
      '/api/v1/assets?q=ouagadougou',
      ({ items }: { items: unknown[] }) => items.length === 1,
    )
    expect(items).toMatchObject([
      {
        assetId,
        title: 'Weather of Ouagadougou',
        fromPrice: '5',
        status: 'active',
      },
    ])
    const decimal = BigInt(assetId).toString()
    expect((await get(url, `/api/v1/assets/${decimal}`)).body).toMatchObject({
      assetId,
      metadata: { sahara: { manifest: content } },
      versions: [{ version: 1, metadataCid }],
      offers: [
        { rights: ['download', 'compute'], durationHours: 24, price: '5' },
      ],
      shares: [{ account: alice.address.toLowerCase(), shares: 10_000 }],
    })
    const published = await fetch(`${url}/api/v1/assets/${assetId}/metadata`)
    expect(published.headers.get('content-type')).toBe('application/ld+json')
    expect(await published.text()).toBe(document)
    const missing = `/api/v1/assets/${assetId}/metadata?version=2`
    expect((await get(url, missing)).body.code).toBe('ASSET_NOT_FOUND')
    expect((await get(url, '/api/v1/assets?kind=model')).body.items).toEqual([])
    const byId = async (q: string) =>
      (await get(url, `/api/v1/assets?q=${q}`)).body.items
    expect(await byId(assetId.slice(0, 10).toUpperCase())).toHaveLength(1)
    expect(await byId('0x')).toEqual([])
    const before = (cursor: string) =>
      get(url, `/api/v1/assets?limit=1&cursor=${cursor}`)
    expect((await before('0-0')).body).toEqual({ items: [], nextCursor: null })
    expect((await before('999999-0')).body.items).toHaveLength(1)
    for (const part of ['lineage', 'sales'])
      expect((await get(url, `/api/v1/assets/${assetId}/${part}`)).status).toBe(
        200,
      )
    for (const part of ['earnings', 'explain', 'licences'])
      expect(
        (await get(url, `/api/v1/accounts/${alice.address}/${part}`)).status,
      ).toBe(200)
    expect((await get(url, '/api/v1/assets/7')).body.code).toBe(
      'ASSET_NOT_FOUND',
    )
    expect((await get(url, '/api/v1/assets/x')).body.code).toBe('INPUT_INVALID')
    expect((await get(url, '/nothing')).body.code).toBe('ROUTE_NOT_FOUND')
    const { body } = await get(url, '/openapi.json')
    expect(Object.keys(body.paths)).toContain(
      '/api/v1/accounts/{account}/explain',
    )
  })

  test('behavior: a second node copies the blobs and serves them', async () => {
    const second = await start('second', { peers: [node.url] })
    try {
      await until(second.url, '/ready', () => true)
      const { body } = await get(second.url, '/api/v1/assets?q=climate')
      expect(body.items).toMatchObject([{ title: 'Weather of Ouagadougou' }])

      const copy = createMemoryBlobStore()
      const car = await fetch(`${second.url}/ipfs/${content}?format=car`)
      const source = new Uint8Array(await car.arrayBuffer())
      await importCar(copy, { root: content, source })
      expect(await copy.get(content)).toEqual(await files.get(content))

      const held = { headers: { 'cache-control': 'only-if-cached' } }
      const path = `${second.url}/ipfs/${content}?format=raw`
      while ((await fetch(path, held)).status !== 200)
        await new Promise((resolve) => setImmediate(resolve))
      const head = await fetch(path, { method: 'HEAD' })
      expect(head.headers.get('content-length')).toBe(
        String((await files.get(content)).length),
      )
      expect((await fetch(`${second.url}/ipfs/${content}`)).status).toBe(400)
    } finally {
      await second.close()
    }
  })

  test('behavior: a node refuses what its deny-list says, as it grows', async () => {
    const denyList = join(root, 'list.deny')
    await writeFile(denyList, `name: Test\n---\n/ipfs/${content}\n`)
    const refusing = await start('refusing', { peers: [node.url], denyList })
    try {
      await until(refusing.url, '/ready', () => true)
      const blob = `/ipfs/${content}?format=raw`
      expect(await get(refusing.url, blob)).toMatchObject({
        status: 410,
        body: { code: 'BLOB_DENIED' },
      })
      const path = '/api/v1/assets'
      expect((await get(refusing.url, path)).body.items).toHaveLength(1)
      await appendFile(denyList, `/ipfs/${metadataCid}\n!/ipfs/${content}\n`)
      await until(refusing.url, path, ({ items }: { items: unknown[] }) => {
        return items.length === 0
      })
      expect((await fetch(`${refusing.url}${blob}`)).status).toBe(200)
      const answer = await get(refusing.url, `${path}/${assetId}/metadata`)
      expect(answer.status).toBe(410)
    } finally {
      await refusing.close()
    }
    await expect(
      start('misled', { denyList: join(root, 'nothing.deny') }),
    ).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  test('behavior: the faucet pays once', async () => {
    const ask = () =>
      fetch(`${node.url}/api/v1/faucet`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ account: stranger.address }),
      })
    const [first, second] = await Promise.all([ask(), ask()])
    expect([first.status, second.status]).toEqual([200, 403])
    expect(await second.json()).toMatchObject({ code: 'NODE_FAUCET_REFUSED' })
    expect(await first.json()).toMatchObject({
      token: String(parseEther('1000')),
    })
  })

  test('behavior: goes on after kill -9 and ends with its parent', async () => {
    const run = () =>
      spawn(
        process.execPath,
        [
          '--conditions=source',
          fileURLToPath(new URL('./bin.ts', import.meta.url)),
          ...['--data', join(root, 'third'), '--rpc', chain.url],
          ...['--peer', node.url, '--port', '0', '--stop-with-parent'],
          ...['--log-level', 'silent'],
        ],
        { stdio: ['pipe', 'pipe', 'inherit'] },
      )
    const readyUrl = async (child: ReturnType<typeof run>) => {
      const [line] = await once(
        createInterface({ input: child.stdout! }),
        'line',
      )
      return JSON.parse(String(line)) as { url: string; pid: number }
    }
    const killed = run()
    const { pid } = await readyUrl(killed)
    expect(pid).toBe(killed.pid)
    killed.kill('SIGKILL')
    await once(killed, 'exit')

    const next = run()
    const { url } = await readyUrl(next)
    await until(url, '/ready', () => true)
    expect((await get(url, `/api/v1/assets/${assetId}`)).body.assetId).toBe(
      assetId,
    )
    expect((await fetch(`${url}/metrics`)).status).toBe(200)
    next.stdin?.end()
    const [code] = await once(next, 'exit')
    expect(code).toBe(0)
  })
})
