import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { startChain } from '@sahara/chain'
import { createLogger, systemClock } from '@sahara/common'
import {
  addresses,
  assetIdOf,
  bondAgreementOf,
  developerMnemonic,
  developerRoles,
  localChainId,
  offerIdOf,
  stakeAgreementOf,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  keepersAbi,
  revenueAbi,
  revenueSharesAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import { genesisPath } from '@sahara/protocol/genesis'
import {
  type Abi,
  type Address,
  createPublicClient,
  createWalletClient,
  type Hex,
  http,
  keccak256,
  maxUint256,
  type PublicClient,
  parseEther,
  toHex,
  zeroAddress,
} from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readIncome } from '../api/income.ts'
import { clearTables } from '../database/clearTables.ts'
import { dumpTables } from '../database/dumpTables.ts'
import { createIndexer } from './createIndexer.ts'

type Role = keyof typeof developerRoles
const accounts = Object.fromEntries(
  Object.entries(developerRoles).map(([role, addressIndex]) => [
    role,
    mnemonicToAccount(developerMnemonic, { addressIndex }),
  ]),
) as Record<Role, ReturnType<typeof mnemonicToAccount>>
const addressOf = (role: Role) =>
  accounts[role].address.toLowerCase() as Address

let root: string
let chainProcess: Awaited<ReturnType<typeof startChain>>
let chain: PublicClient
let database: PGlite
const logger = createLogger('test', { level: 'silent' })

async function send(
  role: Role,
  address: Address,
  abi: Abi,
  functionName: string,
  args: unknown[],
): Promise<void> {
  const wallet = createWalletClient({
    account: accounts[role],
    transport: http(chainProcess.url),
  })
  const hash = await wallet.writeContract({
    chain: null,
    address,
    abi,
    functionName,
    args,
  })
  const receipt = await chain.waitForTransactionReceipt({
    hash,
    pollingInterval: 50,
  })
  expect(receipt.status).toBe('success')
}

async function publish(
  role: Role,
  name: string,
  rest: {
    parents?: { assetId: bigint; offerId: Hex; relation: number }[]
    contributors?: { account: Address; shares: number }[]
    offers: {
      rights: number
      durationHours: number
      royalty: number
      price: bigint
    }[]
  },
) {
  const salt = keccak256(toHex(name))
  const assetId = assetIdOf({
    chainId: localChainId,
    registry: addresses.assetRegistry,
    publisher: accounts[role].address,
    salt,
  })
  await send(role, addresses.token, saharaTokenAbi, 'approve', [
    addresses.escrow,
    maxUint256,
  ])
  await send(role, addresses.escrow, escrowAbi, 'fund', [
    bondAgreementOf(assetId, accounts[role].address),
    parseEther('1'),
  ])
  await send(role, addresses.assetRegistry, assetRegistryAbi, 'publish', [
    {
      salt,
      kind: 1,
      metadata: keccak256(toHex(`${name} metadata`)),
      commitment: keccak256(toHex(`${name} commitment`)),
      parents: [],
      contributors: [],
      ...rest,
      offers: rest.offers.map((offer) => ({
        ...offer,
        refundHours: 0,
        maxSales: 0,
        policy: zeroAddress,
        terms: keccak256(toHex('MIT')),
      })),
    },
  ])
  return {
    assetId,
    offerId: (index: number) =>
      offerIdOf({
        assetId,
        index,
      }),
  }
}

async function buy(role: Role, offerId: Hex, id: string): Promise<void> {
  await send(role, addresses.token, saharaTokenAbi, 'approve', [
    addresses.revenue,
    maxUint256,
  ])
  await send(role, addresses.revenue, revenueAbi, 'buy', [
    {
      purchaseId: keccak256(toHex(id)),
      offerId,
      beneficiary: accounts[role].address,
      maxPrice: parseEther('1000'),
    },
  ])
}

const index = (target: PGlite, client = chain, batchSize = 3) =>
  createIndexer({
    database: target,
    chain: client,
    clock: systemClock,
    logger,
    batchSize,
  })

async function incomeOf(role: Role) {
  const income = await readIncome(
    { database, chain } as Parameters<typeof readIncome>[0],
    addressOf(role),
  )
  const sum = (map: ReadonlyMap<string, bigint>) =>
    [...map.values()].reduce((total, amount) => total + amount, 0n)
  return {
    ...income,
    total: income.entries.reduce((total, { amount }) => total + amount, 0n),
    accrued: sum(income.claimed) + sum(income.claimable),
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sahara-indexer-'))
  chainProcess = await startChain({
    dataDir: join(root, 'chain'),
    genesisPath,
    blockIntervalMs: 10,
    logger,
  })
  chain = createPublicClient({
    cacheTime: 0,
    transport: http(chainProcess.url),
  })
  database = await PGlite.create()
})

afterAll(async () => {
  await database.close()
  await chainProcess.close()
  await rm(root, { recursive: true, force: true })
})

describe('createIndexer', () => {
  test('behavior: every wei is explained, and a rebuild is equal', async () => {
    const data = await publish('alice', 'data', {
      contributors: [
        { account: accounts.alice.address, shares: 6_667 },
        { account: accounts.erin.address, shares: 3_333 },
      ],
      offers: [
        { rights: 4, durationHours: 0, royalty: 1_234, price: 7n },
        { rights: 1, durationHours: 24, royalty: 0, price: 10n ** 18n + 3n },
      ],
    })
    await buy('bob', data.offerId(0), 'derive')
    const model = await publish('bob', 'model', {
      parents: [
        {
          assetId: BigInt(data.assetId),
          offerId: data.offerId(0),
          relation: 0,
        },
      ],
      offers: [{ rights: 1, durationHours: 0, royalty: 0, price: 101n }],
    })
    const indexer = await index(database)
    await indexer.catchUp()

    await send('dave', addresses.token, saharaTokenAbi, 'approve', [
      addresses.escrow,
      maxUint256,
    ])
    await send('dave', addresses.escrow, escrowAbi, 'fund', [
      stakeAgreementOf(accounts.dave.address),
      parseEther('100'),
    ])
    await send('dave', addresses.keepers, keepersAbi, 'register', [
      'http://127.0.0.1:1/\0',
      'age1\0',
    ])
    await buy('carol', model.offerId(0), 'first')
    await buy('carol', data.offerId(1), 'second')
    const distribute = (assetId: Hex) =>
      send('dave', addresses.revenue, revenueAbi, 'distribute', [assetId])
    await distribute(model.assetId)
    await send('erin', addresses.revenueShares, revenueSharesAbi, 'transfer', [
      accounts.dave.address,
      data.assetId,
      1_111n,
    ])
    await send('dave', addresses.revenueShares, revenueSharesAbi, 'claim', [
      accounts.alice.address,
      [data.assetId],
    ])
    await buy('carol', model.offerId(0), 'third')
    await distribute(model.assetId)
    await buy('dave', model.offerId(0), 'fourth')
    await indexer.catchUp()
    expect(await indexer.catchUp()).toBe(false)

    for (const role of ['alice', 'bob', 'carol', 'dave', 'erin'] as const) {
      const income = await incomeOf(role)
      expect(income.total).toBe(income.accrued)
      expect(income.entries.filter(({ type }) => type === 'dust')).toEqual([])
    }
    const alice = await incomeOf('alice')
    expect(alice.entries.map(({ type }) => type)).toContain('royalty')
    expect(alice.pending).not.toEqual([])
    const purchases = [...alice.payments.values()].map((p) => p.purchaseId)
    expect(purchases).toContain(keccak256(toHex('second')))
    expect(purchases).not.toContain(null)

    const rows = await dumpTables(database)
    expect(rows.assets).toHaveLength(2)
    expect(rows.royalties).toMatchObject([{ rate: 1_234 }])
    expect(rows.purchases).toHaveLength(5)
    expect(rows.keepers).toMatchObject([{ recipient: 'age1\ufffd' }])
    await clearTables(database)
    await (await index(database, chain, 500)).catchUp()
    expect(await dumpTables(database)).toEqual(rows)
  })

  test('behavior: a range that the chain refuses is read by halves', async () => {
    const fresh = await PGlite.create()
    // Room for the events of some blocks, by far not for those of all.
    const bounded = createPublicClient({
      cacheTime: 0,
      transport: http(chainProcess.url, {
        maxResponseBodySize: 16_000,
        retryCount: 0,
      }),
    })
    await (await index(fresh, bounded, 500)).catchUp()
    expect(await dumpTables(fresh)).toEqual(await dumpTables(database))
    await fresh.close()
  })

  test('error: NODE_CHAIN_CHANGED on another chain', async () => {
    const other = await startChain({
      dataDir: join(root, 'other'),
      genesisPath,
      blockIntervalMs: 10,
      logger,
    })
    try {
      const client = createPublicClient({
        cacheTime: 0,
        transport: http(other.url),
      })
      const indexer = await index(database, client)
      await expect(indexer.catchUp()).rejects.toMatchObject({
        code: 'NODE_CHAIN_CHANGED',
      })
      expect(indexer.state().problem?.code).toBe('NODE_CHAIN_CHANGED')
    } finally {
      await other.close()
    }
  })

  test('behavior: a failed batch leaves rows and cursor untouched', async () => {
    const before = await dumpTables(database)
    const cursor = await database.query('select * from cursor')
    await database.exec('alter table payments rename to hidden')
    await buy(
      'erin',
      before.offers?.map((offer) => (offer as { id: Hex }).id)[0] ?? '0x',
      'fifth',
    )
    const indexer = await index(database)
    await expect(indexer.catchUp()).rejects.toMatchObject({ code: 'INTERNAL' })
    await database.exec('alter table hidden rename to payments')
    expect(await dumpTables(database)).toEqual(before)
    expect((await database.query('select * from cursor')).rows).toEqual(
      cursor.rows,
    )
    await indexer.catchUp()
    expect((await dumpTables(database)).purchases).toHaveLength(6)
  })
})
