import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChain } from '@sahara/chain'
import { createLogger } from '@sahara/common'
import { startKeeper } from '@sahara/node/keeper'
import {
  addresses,
  assetIdOf,
  bondAgreementOf,
  developerMnemonic,
  developerRoles,
  localChainId,
  offerIdOf,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  revenueAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import { genesisPath } from '@sahara/protocol/genesis'
import {
  ageOpen,
  answerTypedData,
  type CommittedKeys,
  combineKeyShares,
  commitmentRootOf,
  depositKeyShares,
  type KeyShare,
  keyCommitmentOf,
  requestKeyShares,
  shareHashOf,
  splitContentKey,
} from '@sahara/vault'
import {
  type Abi,
  type Address,
  createPublicClient,
  createWalletClient,
  type Hex,
  http,
  keccak256,
  type LocalAccount,
  maxUint256,
  parseEther,
  zeroAddress,
} from 'viem'
import {
  generatePrivateKey,
  mnemonicToAccount,
  privateKeyToAccount,
} from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'

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
const names = ['one', 'two', 'three']

let root: string
let chain: Awaited<ReturnType<typeof startChain>>
let keepers: Awaited<ReturnType<typeof startKeeper>>[]
let taps: Awaited<ReturnType<typeof tap>>[]
let client: ReturnType<typeof createPublicClient>
let shares: KeyShare[]
let block: CommittedKeys

/** A TCP proxy that keeps every byte of both directions. */
async function tap() {
  const recorded: Buffer[][] = []
  const target = { port: 0 }
  const server = createServer((incoming) => {
    const outgoing = connect(target.port, '127.0.0.1')
    const pairs = [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const
    for (const [from, to] of pairs) {
      const bytesOfOneWay: Buffer[] = []
      recorded.push(bytesOfOneWay)
      from.on('data', (bytes: Buffer) => {
        bytesOfOneWay.push(bytes)
        to.write(bytes)
      })
      from.on('end', () => to.end())
      from.on('error', () => to.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    recorded: () => Buffer.concat(recorded.flat()),
    close: () => server.close(),
  }
}

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

const open = (account: LocalAccount, fetchLike = fetch) =>
  requestKeyShares({
    block,
    commitment: commitmentRootOf(block),
    keepers: keepers.map(({ address }, i) => ({
      address,
      endpoint: taps[i]!.url,
    })),
    account,
    chainId: localChainId,
    fetch: fetchLike,
    timeoutMs: 30_000,
    graceMs: 30_000,
  })

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sahara-compromise-'))
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
  taps = await Promise.all(names.map(tap))
  keepers = await Promise.all(
    names.map((name, i) =>
      startKeeper({
        dataDir: join(root, name),
        rpcUrl: chain.url,
        publicUrl: taps[i]!.url,
        register: true,
        logLevel: 'silent',
      }),
    ),
  )
  const faucet = createWalletClient({
    account: developer('faucet'),
    transport: http(chain.url),
  })
  for (const [i, { address, url }] of keepers.entries()) {
    taps[i]!.target.port = Number(new URL(url).port)
    const value = parseEther('1')
    const hash = await faucet.sendTransaction({
      chain: null,
      to: address,
      value,
    })
    await client.waitForTransactionReceipt({ hash })
  }
  await Promise.all(keepers.map(({ registered }) => registered))

  shares = await splitContentKey({ key, threshold: 2, count: 3 })
  await depositKeyShares({
    keepers: keepers.map(({ address, recipient }, i) => ({
      address,
      recipient,
      endpoint: taps[i]!.url,
      epoch: 1,
    })),
    shares,
    assetId,
    version: 1,
    salt,
    account: alice,
    chainId: localChainId,
  })
  block = {
    assetId,
    version: 1,
    manifest: 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
    threshold: 2,
    keyCommitment: keyCommitmentOf({ assetId, version: 1, key }),
    keyShares: shares.map(({ index, value }, i) => ({
      index,
      keeper: keepers[i]!.address,
      epoch: 1,
      hash: shareHashOf({ assetId, version: 1, index, value }),
    })),
  }
  const approve = (account: LocalAccount, spender: Address) =>
    send(account, addresses.token, saharaTokenAbi as Abi, 'approve', [
      spender,
      maxUint256,
    ])
  await approve(alice, addresses.escrow)
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
        offers: [
          {
            rights: 1,
            durationHours: 0,
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
  )
  await approve(bob, addresses.revenue)
})

afterAll(async () => {
  await Promise.all(keepers.map(({ close }) => close()))
  for (const { close } of taps) close()
  await chain.close()
  await rm(root, { recursive: true, force: true })
})

test('acceptance: without a licence every keeper refuses', async () => {
  const error = await open(bob).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'KEEPER_ACCESS_DENIED' })
  const { reasons } = (error as { details: { reasons: string } }).details
  expect(reasons.match(/KEEPER_ACCESS_DENIED/g)).toHaveLength(3)
  await expect(open(stranger)).rejects.toMatchObject({
    code: 'KEEPER_ACCESS_DENIED',
  })

  const offerId = offerIdOf({
    chainId: localChainId,
    licences: addresses.licences,
    assetId,
    index: 0,
  })
  await send(bob, addresses.revenue, revenueAbi as Abi, 'buy', [
    {
      purchaseId: generatePrivateKey(),
      offerId,
      beneficiary: bob.address,
      maxPrice: 5n,
    },
  ])
  expect(await open(bob)).toEqual({ key, liars: [], faults: [] })
})

test('acceptance: a lying keeper is named', async () => {
  // The keeper's operator changes the share, and signs that with its true key.
  const liar = keepers[1]!.address
  const text = await readFile(join(root, 'two', 'signer.key'), 'utf8')
  const signer = privateKeyToAccount(text.trim() as Hex)
  const lying: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    if (!String(input).startsWith(taps[1]!.url)) return response
    const answer = await response.json()
    const sealed = Buffer.from(answer.sealed, 'base64')
    sealed[sealed.length - 1]! ^= 1
    const message = { ...answer.message, sealedHash: keccak256(sealed) }
    return Response.json({
      message,
      sealed: sealed.toString('base64'),
      signature: await signer.signTypedData(
        answerTypedData(localChainId, message),
      ),
    })
  }
  const opened = await open(bob, lying)
  expect(opened.key).toEqual(key)
  expect(opened.liars).toEqual([liar.toLowerCase()])

  const lyingAndAlone: typeof fetch = async (input, init) =>
    String(input).startsWith(taps[0]!.url)
      ? Promise.reject(new TypeError('the connection was refused'))
      : lying(input, init)
  await expect(open(bob, lyingAndAlone)).rejects.toMatchObject({
    code: 'KEEPER_LIED',
    details: { liars: liar.toLowerCase(), valid: 1 },
  })
})

test('acceptance: one keeper and all its wires give one key share and no key', async () => {
  await open(bob)
  const stolen = join(root, 'stolen')
  await cp(join(root, 'one'), stolen, { recursive: true })
  const identityOf = async (folder: string) =>
    (await readFile(join(folder, 'recipient.key'), 'utf8')).trim()

  const disk: Buffer[] = []
  for (const entry of await readdir(stolen, {
    recursive: true,
    withFileTypes: true,
  }))
    if (entry.isFile())
      disk.push(await readFile(join(entry.parentPath, entry.name)))
  const seen = Buffer.concat([...disk, ...taps.map((t) => t.recorded())])
  expect(seen.length).toBeGreaterThan(10_000)

  // Every ciphertext that was stored or sent.
  const ciphertexts = new Set(
    [...seen.toString('latin1').matchAll(/"sealed":"([A-Za-z0-9+/=]+)"/g)].map(
      ([, text]) => text!,
    ),
  )
  // Three deposits, and three answers for each of the openings above.
  expect(ciphertexts.size).toBeGreaterThan(9)
  const decryptAll = async (identity: string) => {
    const found = new Map<string, Uint8Array>()
    for (const text of ciphertexts) {
      const sealed = new Uint8Array(Buffer.from(text, 'base64'))
      const value = await ageOpen(sealed, identity)
      if (value) found.set(Buffer.from(value).toString('hex'), value)
    }
    return found
  }
  const opened = await decryptAll(await identityOf(stolen))
  expect([...opened.values()]).toEqual([shares[0]!.value])

  // Nothing else of the key lies about in plain, in any usual encoding.
  const secrets = [key, shares[1]!.value, shares[2]!.value]
  const haystack = seen.toString('latin1')
  for (const secret of secrets)
    for (const encoding of ['latin1', 'hex', 'base64', 'base64url'] as const)
      expect(haystack.includes(Buffer.from(secret).toString(encoding))).toBe(
        false,
      )

  // No run of 32 bytes the thief holds, as it is or decoded, is the key.
  const known = [
    ...[...ciphertexts].map((text) => Buffer.from(text, 'base64')),
    ...[...opened.values()].map((value) => Buffer.from(value)),
    ...disk,
  ]
  for (const bytes of known)
    for (let i = 0; i + 32 <= bytes.length; i++)
      if (
        keyCommitmentOf({
          assetId,
          version: 1,
          key: bytes.subarray(i, i + 32),
        }) === block.keyCommitment
      )
        expect.unreachable('the key was found')

  // The one key share combines with nothing the thief has.
  const [value] = opened.values()
  const guesses = [
    [{ index: 1, value: value! }],
    ...[1, 2, 3].map((index) => [
      { index: 1, value: value! },
      { index, value: value! },
    ]),
    ...[2, 3].flatMap((index) =>
      known.map((bytes) => [
        { index: 1, value: value! },
        { index, value: new Uint8Array(bytes.subarray(0, 33)) },
      ]),
    ),
  ]
  for (const guess of guesses)
    await expect(
      combineKeyShares({ shares: guess, block }),
    ).rejects.toMatchObject({ code: 'KEY_SHARES_TOO_FEW' })

  // The same search with a second disk, the threshold, does find the key.
  const second = await decryptAll(await identityOf(join(root, 'two')))
  expect(
    await combineKeyShares({
      shares: [
        { index: 1, value: value! },
        { index: 2, value: [...second.values()][0]! },
      ],
      block,
    }),
  ).toEqual(key)

  // The recorded requests are no use: they were used, and answer to others.
  const requests = [
    ...haystack.matchAll(/\{"message":\{[^{}]*"nonce"[^{}]*\}[^{}]*\}/g),
  ]
  expect(requests.length).toBeGreaterThan(0)
  for (const [body] of requests)
    for (const { url } of keepers) {
      const response = await fetch(`${url}/v1/requests`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      expect(await response.json()).toMatchObject({
        code: 'KEEPER_REQUEST_INVALID',
      })
    }
})
