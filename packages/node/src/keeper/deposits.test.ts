import { join } from 'node:path'
import { type Clock, createCommon } from '@sahara/common'
import { addresses, developerRoles, localChainId } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import { checkKeepers } from '@sahara/sdk'
import {
  accountAt,
  createTestClock,
  type Deal,
  dealKeys,
  type KeeperSetup,
  setupKeepers,
} from '@sahara/test'
import {
  type DepositBody,
  depositTypedData,
  encryptTo,
  sealKeyShares,
  shareHashOf,
} from '@sahara/vault'
import fc from 'fast-check'
import { type Abi, hexToBigInt, type LocalAccount } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChainReader } from './createChainReader.ts'
import { createKeyShareStore } from './createKeyShareStore.ts'
import { settleDeposits } from './settleDeposits.ts'

const alice = accountAt(developerRoles.alice)
const bob = accountAt(developerRoles.bob)
const carol = accountAt(developerRoles.carol)
const day = 86_400

const clock = createTestClock()
const seconds = () => Math.floor(clock.now() / 1_000)
const names = ['one', 'two', 'three'] as const
let setup: KeeperSetup

beforeAll(async () => {
  setup = await setupKeepers({
    clock,
    depositsPerMinute: 6_000,
    accountRequestsPerMinute: 6_000,
  })
})
afterAll(() => setup.close())

const dealTo = (publisher: LocalAccount, like?: Deal, version = 1) =>
  dealKeys({
    publisher: publisher.address,
    keepers: setup.keepers,
    ...(like ? { salt: like.salt } : {}),
    version,
  })

const opened = (deal: Deal) => ({ key: deal.key, liars: [], faults: [] })

/** Looks into the store of a keeper, beside the running keeper. */
function look<T>(
  name: (typeof names)[number],
  read: (store: ReturnType<typeof createKeyShareStore>) => T,
): T {
  const store = createKeyShareStore(join(setup.folder, name, 'shares.db'))
  try {
    return read(store)
  } finally {
    store.close()
  }
}

const isHeld = (deal: Deal, name: (typeof names)[number] = 'one') =>
  look(name, (store) => store.get(nameOf(deal)) !== undefined)

const nameOf = ({ block, commitment }: Deal) => ({
  assetId: block.assetId,
  version: block.version,
  commitment,
})

/** What a keeper's loop does, at a moment of our choice. */
async function settle(
  name: (typeof names)[number],
  at: Clock = clock,
): Promise<void> {
  const store = createKeyShareStore(join(setup.folder, name, 'shares.db'))
  try {
    await settleDeposits({
      common: createCommon('test', { logLevel: 'silent', clock: at }),
      chain: createChainReader(setup.chain.publicClient),
      shares: store,
    })
  } finally {
    store.close()
  }
}

/** A deposit for the first keeper as a publisher may write it by hand. */
async function post(
  account: LocalAccount,
  deal: Deal,
  change: {
    message?: Partial<DepositBody['message']>
    proof?: DepositBody['proof']
    value?: Uint8Array
  } = {},
): Promise<Response> {
  let sent: DepositBody | undefined
  // The body the client would send, and no keeper to send it to.
  await setup
    .deposit(account, deal, {
      fetch: async (_, init) => {
        const body: DepositBody = JSON.parse(String(init?.body))
        if (body.message.index === 1) sent = body
        return new Response(null, { status: 500 })
      },
    })
    .catch(() => {})
  const keeper = setup.keepers[0]!
  const message = { ...sent!.message, ...change.message }
  const value = change.value ?? deal.shares[0]!.value
  const body: DepositBody = {
    ...sent!,
    message,
    proof: change.proof ?? sent!.proof,
    sealed: Buffer.from(await encryptTo(keeper.recipient, value)).toString(
      'base64',
    ),
    signature: await account.signTypedData(
      depositTypedData(localChainId, message),
    ),
  }
  return fetch(`${keeper.url}/v1/deposits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

describe('what is released', () => {
  test('behavior: is what was published, whatever was deposited after it', async () => {
    const published = await dealTo(alice)
    await setup.deposit(alice, published)
    await setup.deposit(alice, await dealTo(alice, published))
    await setup.publish(alice, published)
    expect(await setup.open(alice, published)).toEqual(opened(published))
  })

  test('behavior: is nothing when what was published was not deposited', async () => {
    const deposited = await dealTo(alice)
    const published = await dealTo(alice, deposited)
    await setup.deposit(alice, deposited)
    await setup.publish(alice, published)
    await expect(setup.open(alice, published)).rejects.toMatchObject({
      code: 'KEY_SHARES_TOO_FEW',
      details: {
        liars: '',
        reasons: expect.stringMatching(/(KEEPER_SHARE_UNKNOWN.*){3}/),
      },
    })
    // It can still be mended, and only with what was published.
    await expect(setup.deposit(alice, deposited)).rejects.toMatchObject({
      code: 'KEEPER_DEPOSIT_REFUSED',
    })
    await setup.deposit(alice, published)
    expect(await setup.open(alice, published)).toEqual(opened(published))
  })

  test('behavior: the rest is dropped for good', async () => {
    const others = [await dealTo(alice)]
    for (let i = 0; i < 2; i++) others.push(await dealTo(alice, others[0]))
    const published = others.pop()!
    for (const deal of [...others, published]) await setup.deposit(alice, deal)
    await setup.publish(alice, published)
    expect(others.every((deal) => isHeld(deal))).toBe(true)

    await setup.open(alice, published)
    expect(others.some((deal) => isHeld(deal))).toBe(false)
    await setup.restart(0)
    expect(others.some((deal) => isHeld(deal))).toBe(false)
    for (const deal of others)
      await expect(setup.deposit(alice, deal)).rejects.toMatchObject({
        code: 'KEEPER_DEPOSIT_REFUSED',
      })
    expect(await setup.open(alice, published)).toEqual(opened(published))
  })

  test('behavior: whoever has the committed key share may bring it back', async () => {
    const deal = await dealTo(alice)
    const signed = await setup.deposit(alice, deal)
    expect(signed.map(({ commitment }) => commitment)).toEqual(
      Array(3).fill(deal.commitment),
    )
    await setup.publish(alice, deal)
    await setup.deposit(bob, deal)
    expect(await setup.open(alice, deal)).toEqual(opened(deal))
  })

  test('behavior: keepers are innocent of a key that the publisher did not split', async () => {
    const split = await dealTo(alice)
    const shares = split.shares.map(({ index }) => ({
      index,
      value: crypto.getRandomValues(new Uint8Array(33)),
    }))
    const { assetId, version } = split.block
    const block = {
      ...split.block,
      keyShares: split.block.keyShares.map((share, i) => ({
        ...share,
        hash: shareHashOf({ assetId, version, ...shares[i]! }),
      })),
    }
    const [first] = await setup.deposit(alice, { ...split, block, shares })
    const { commitment } = first!
    await setup.publish(alice, { ...split, commitment })
    await expect(
      setup.open(alice, { block, commitment }),
    ).rejects.toMatchObject({ code: 'KEY_COMMITMENT_MISMATCH' })
  })

  test('behavior: no order of deposits, restarts and publishing makes a keeper lie', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            deal: fc.nat(2),
            do: fc.constantFrom('deposit', 'publish', 'open', 'restart'),
          }),
          { minLength: 4, maxLength: 8 },
        ),
        async (steps) => {
          const deals = [await dealTo(alice)]
          for (let i = 0; i < 2; i++) deals.push(await dealTo(alice, deals[0]))
          const deposited = new Set<Deal>()
          let published: Deal | undefined
          const open = async (deal: Deal) => {
            const answer = await setup.open(alice, deal).catch((e) => e)
            expect(answer.liars ?? answer.details.liars).toHaveLength(0)
            const isOpen = deal === published && deposited.has(deal)
            if (isOpen) expect(answer).toEqual(opened(deal))
            else expect(answer.code).toMatch(/DENIED|TOO_FEW/)
          }
          for (const step of steps) {
            const deal = deals[step.deal]!
            if (step.do === 'open') await open(published ?? deal)
            if (step.do === 'restart') await setup.restart(0)
            if (step.do === 'publish' && published === undefined) {
              await setup.publish(alice, deal)
              published = deal
            }
            if (step.do === 'deposit') {
              const mayBe = published === undefined || published === deal
              const answer = await setup.deposit(alice, deal).catch((e) => e)
              if (mayBe) expect(answer).toHaveLength(3)
              else expect(answer.code).toBe('KEEPER_DEPOSIT_REFUSED')
              if (mayBe) deposited.add(deal)
            }
          }
          for (const deal of deals) if (deal === published) await open(deal)
        },
      ),
      { numRuns: 6 },
    )
  })
})

describe('what is taken', () => {
  test('error: KEEPER_DEPOSIT_REFUSED without the right to deposit', async () => {
    const deal = await dealTo(alice)
    const refused = { code: 'KEEPER_DEPOSIT_REFUSED' }
    await expect(setup.deposit(bob, deal)).rejects.toMatchObject(refused)
    await expect(
      setup.deposit(alice, await dealTo(alice, deal, 2)),
    ).rejects.toMatchObject(refused)
    await expect(
      setup.deposit(alice, deal, { salt: deal.commitment }),
    ).rejects.toMatchObject(refused)
    const { block, shares } = deal
    const keepers = setup.keepers.map(({ address }) => ({
      address,
      recipient: setup.keepers[0]!.recipient,
    }))
    const sealedShares = await sealKeyShares({ block, shares, keepers })
    await expect(
      setup.deposit(alice, deal, { sealedShares }),
    ).rejects.toMatchObject(refused)
    const keyShares = block.keyShares.map((share) => ({ ...share, epoch: 2 }))
    await expect(
      setup.deposit(alice, { ...deal, block: { ...block, keyShares } }),
    ).rejects.toMatchObject(refused)
  })

  test('error: KEEPER_DEPOSIT_REFUSED for what can never be the committed key share', async () => {
    const deal = await dealTo(alice)
    const another = await dealTo(alice, deal)
    const { assetId, version } = deal.block
    const long = new Uint8Array(34)
    const changes: Parameters<typeof post>[2][] = [
      { proof: [] },
      { proof: [deal.commitment] },
      { message: { commitment: another.commitment } },
      { message: { index: 2 } },
      { message: { keeper: setup.keepers[1]!.address } },
      { value: another.shares[0]!.value },
      { value: deal.shares[1]!.value },
      {
        value: long,
        message: {
          shareHash: shareHashOf({ assetId, version, index: 1, value: long }),
        },
      },
      { message: { expiresAt: seconds() } },
      { message: { expiresAt: seconds() + 15 * day + 60 } },
    ]
    for (const change of changes) {
      const response = await post(alice, deal, change)
      expect(await response.json()).toMatchObject({
        code: 'KEEPER_DEPOSIT_REFUSED',
      })
      expect(response.status).toBe(409)
    }
    expect(isHeld(deal)).toBe(false)
    expect((await post(alice, deal)).status).toBe(200)
    expect(isHeld(deal)).toBe(true)
  })

  test('error: KEEPER_QUOTA_EXCEEDED for the ninth deal of a version', async () => {
    const first = await dealTo(alice)
    await setup.deposit(alice, first)
    for (let i = 0; i < 7; i++)
      await setup.deposit(alice, await dealTo(alice, first))
    const ninth = await dealTo(alice, first)
    await expect(setup.deposit(alice, ninth)).rejects.toMatchObject({
      code: 'KEEPER_QUOTA_EXCEEDED',
      hint: expect.stringContaining('salt'),
    })
    await setup.deposit(alice, first)
    await setup.deposit(alice, await dealTo(alice))
    await setup.publish(alice, first)
    expect(await setup.open(alice, first)).toEqual(opened(first))
  })

  test('behavior: a seller cannot fill the next version against the buyer', async () => {
    const sold = await dealTo(alice)
    await setup.deposit(alice, sold)
    await setup.publish(alice, sold)
    for (let i = 0; i < 8; i++)
      await setup.deposit(alice, await dealTo(alice, sold, 2))
    const id = hexToBigInt(sold.assetId)
    const registry = [addresses.assetRegistry, assetRegistryAbi as Abi] as const
    await setup.send(alice, ...registry, 'transferFrom', [
      alice.address,
      carol.address,
      id,
    ])
    await expect(
      setup.deposit(alice, await dealTo(alice, sold, 2)),
    ).rejects.toMatchObject({ code: 'KEEPER_DEPOSIT_REFUSED' })

    const next = await dealTo(alice, sold, 2)
    await setup.deposit(carol, next)
    await setup.send(carol, ...registry, 'addVersion', [
      id,
      2,
      next.salt,
      next.commitment,
    ])
    expect(await setup.open(carol, next)).toEqual(opened(next))
    expect(await setup.open(carol, sold)).toEqual(opened(sold))
  })

  test('error: KEEPER_QUOTA_EXCEEDED for one publisher, until something is on chain', async () => {
    await setup.restart(0, { maxPendingPerPublisher: 3 })
    const deals = []
    for (let i = 0; i < 5; i++) deals.push(await dealTo(bob))
    for (const deal of deals.slice(0, 3)) await setup.deposit(bob, deal)
    const exceeded = { code: 'KEEPER_QUOTA_EXCEEDED' }
    await expect(setup.deposit(bob, deals[3]!)).rejects.toMatchObject(exceeded)
    expect(isHeld(deals[3]!)).toBe(false)
    await setup.deposit(carol, await dealTo(carol))
    await setup.publish(bob, deals[0]!)
    await setup.deposit(bob, deals[3]!)
    await expect(setup.deposit(bob, deals[4]!)).rejects.toMatchObject(exceeded)

    const pending = look('one', (store) => store.pendingVersions().length)
    await setup.restart(0, { maxPending: pending })
    await expect(
      setup.deposit(carol, await dealTo(carol)),
    ).rejects.toMatchObject(exceeded)
    const full = (await checkKeepers(setup.client))
      .filter((keeper) => keeper.alive && !keeper.takesDeposits)
      .map((keeper) => keeper.address)
    expect(full).toEqual([setup.keepers[0]!.address])
    // What is published has its place all the same.
    await setup.publish(bob, deals[4]!)
    await setup.deposit(bob, deals[4]!)
    expect(await setup.open(bob, deals[4]!)).toEqual(opened(deals[4]!))
    await setup.restart(0)
  })

  test('error: KEEPER_BUSY for who asks too often, until time has passed', async () => {
    await setup.restart(0, {
      depositsPerMinute: 2,
      requestsPerMinute: 4,
      accountRequestsPerMinute: 2,
      trustProxy: true,
    })
    const from = (address: string, path: string, body: unknown = {}) =>
      fetch(`${setup.keepers[0]!.url}${path}`, {
        method: 'POST',
        headers: { 'x-forwarded-for': `203.0.113.9, ${address}` },
        body: JSON.stringify(body),
      })
    const statuses = async (count: number, address: string, path: string) => {
      const all: number[] = []
      for (let i = 0; i < count; i++)
        all.push((await from(address, path)).status)
      return all
    }
    expect(await statuses(3, '192.0.2.1', '/v1/deposits')).toEqual([
      400, 400, 429,
    ])
    expect(await statuses(5, '2001:db8::1', '/v1/requests')).toEqual([
      ...[400, 400, 400, 400, 429],
    ])
    expect(await statuses(1, '2001:db8::2', '/v1/requests')).toEqual([429])
    expect(await statuses(1, '2001:db8:0:1::2', '/v1/requests')).toEqual([400])
    const busy = await from('192.0.2.1', '/v1/deposits')
    // Some of the half minute is over by now.
    const wait = Number(busy.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(30)
    expect(await busy.json()).toMatchObject({
      code: 'KEEPER_BUSY',
      hint: `Ask again in ${wait} s.`,
    })
    clock.advance(30_000)
    expect(await statuses(2, '192.0.2.1', '/v1/deposits')).toEqual([400, 429])

    const deal = await dealTo(alice)
    await setup.deposit(alice, deal)
    await setup.publish(alice, deal)
    for (let i = 0; i < 2; i++)
      expect((await setup.open(alice, deal)).faults).toEqual([])
    expect((await setup.open(alice, deal)).faults).toMatchObject([
      { index: 1, error: { code: 'KEEPER_BUSY' } },
    ])
    await setup.restart(0)
  })
})

describe('what is never published', () => {
  /** Lets time pass, and waits until the chain says so in a block. */
  async function advance(ms: number): Promise<void> {
    clock.advance(ms)
    const due = seconds()
    await expect
      .poll(
        async () => {
          const block = await setup.chain.publicClient.getBlock({
            blockTag: 'finalized',
          })
          return Number(block.timestamp)
        },
        { timeout: 30_000 },
      )
      .toBeGreaterThanOrEqual(due)
  }

  test('behavior: is forgotten when the deposit has expired, not before', async () => {
    const deal = await dealTo(alice)
    const [{ expiresAt } = { expiresAt: 0 }] = await setup.deposit(alice, deal)
    expect(expiresAt - seconds()).toBeGreaterThan(14 * day - 120)

    await advance((expiresAt - seconds() - 60) * 1_000)
    await settle('one')
    // A keeper whose own clock runs ahead of the chain's forgets nothing.
    const ahead = clock.now() + 30 * day * 1_000
    await settle('one', { ...clock, now: () => ahead })
    expect(isHeld(deal)).toBe(true)
    // Deposited again, it is kept for longer.
    await setup.deposit(alice, deal)
    await advance(120_000)
    await settle('one')
    expect(isHeld(deal)).toBe(true)

    await advance(14 * day * 1_000)
    await settle('one')
    expect(isHeld(deal)).toBe(false)
    // The others look by themselves, at the latest when they start.
    await setup.restart(1)
    await expect
      .poll(() => isHeld(deal, 'two'), { timeout: 30_000 })
      .toBe(false)

    await setup.publish(alice, deal)
    await expect(setup.open(alice, deal)).rejects.toMatchObject({
      code: 'KEY_SHARES_TOO_FEW',
    })
  })
})
