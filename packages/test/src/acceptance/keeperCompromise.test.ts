import { once } from 'node:events'
import { cp, readdir, readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { developerRoles, localChainId, offerIdOf } from '@sahara/protocol'
import { buyLicence } from '@sahara/sdk'
import {
  answerTypedData,
  combineKeyShares,
  decryptWith,
  keyCommitmentOf,
} from '@sahara/vault'
import { type Hex, keccak256, type LocalAccount } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountAt } from '../accounts.ts'
import { type Deal, dealKeys } from '../dealKeys.ts'
import { type KeeperSetup, setupKeepers } from '../setupKeepers.ts'

const alice = accountAt(developerRoles.alice)
const bob = accountAt(developerRoles.bob)
const stranger = privateKeyToAccount(generatePrivateKey())
const priceWei = 5n

let setup: KeeperSetup
let taps: Awaited<ReturnType<typeof tap>>[]
let deal: Deal

/** A TCP proxy that keeps every byte of both directions. */
async function tap(port: number) {
  const recorded: Buffer[][] = []
  const server = createServer((incoming) => {
    const outgoing = connect(port, '127.0.0.1')
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
    recorded: () => Buffer.concat(recorded.flat()),
    close: () => server.close(),
  }
}

/** The keepers as clients reach them: through the taps. */
const tapped = () =>
  setup.keepers.map((keeper, i) => ({ ...keeper, endpoint: taps[i]!.url }))

const open = (account: LocalAccount, fetchLike = fetch) =>
  setup.open(account, deal, { keepers: tapped(), fetch: fetchLike })

beforeAll(async () => {
  setup = await setupKeepers()
  const { keepers } = setup
  taps = await Promise.all(
    keepers.map(({ url }) => tap(Number(new URL(url).port))),
  )
  deal = await dealKeys({ publisher: alice.address, keepers })
  await setup.deposit(alice, deal, { keepers: tapped() })
  await setup.publish(alice, deal, [
    { rights: ['download'], priceWei, terms: 'CC0-1.0' },
  ])
})

afterAll(async () => {
  await setup.close()
  for (const { close } of taps) close()
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
    assetId: deal.assetId,
    index: 0,
  })
  await buyLicence(setup.client, {
    account: bob,
    offerId,
    maxPriceWei: priceWei,
    purchaseId: generatePrivateKey(),
  })
  expect(await open(bob)).toEqual({
    key: deal.key,
    liars: [],
    faults: [],
  })
})

test('acceptance: a lying keeper is named', async () => {
  // The keeper's operator changes the share, and signs that with its true key.
  const liar = setup.keepers[1]!.address
  const text = await readFile(join(setup.folder, 'two', 'signer.key'), 'utf8')
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
  expect(opened.key).toEqual(deal.key)
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
  const { key, shares, block } = deal
  const stolen = join(setup.folder, 'stolen')
  await cp(join(setup.folder, 'one'), stolen, { recursive: true })
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
      const value = await decryptWith(identity, sealed).catch(() => undefined)
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
  const runs = new Set<string>()
  for (const bytes of known)
    for (let i = 0; i + 32 <= bytes.length; i++)
      runs.add(bytes.toString('latin1', i, i + 32))
  for (const run of runs)
    if (
      keyCommitmentOf({
        assetId: block.assetId,
        version: 1,
        key: Buffer.from(run, 'latin1'),
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
  const second = await decryptAll(await identityOf(join(setup.folder, 'two')))
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
    for (const { url } of setup.keepers) {
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
