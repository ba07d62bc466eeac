import {
  type AssetId,
  addresses,
  developerRoles,
  offerIdOf,
} from '@sahara/protocol'
import {
  escrowAbi,
  revenueAbi,
  royaltySplittersAbi,
  saharaTokenAbi,
  timelockAbi,
} from '@sahara/protocol/abis'
import type { MovementPage } from '@sahara/protocol/api'
import {
  buyLicence,
  claim,
  createOrder,
  distribute,
  explain,
  fillOrder,
  listMovements,
  lockVotes,
  payAsset,
  publishAsset,
  releaseBond,
  releaseRoyalties,
  retireAsset,
  unwrapCoin,
  waitForNode,
  wrapCoin,
} from '@sahara/sdk'
import {
  type Abi,
  type Address,
  createWalletClient,
  encodeFunctionData,
  type Hex,
  http,
  numberToHex,
  parseEther,
  zeroHash,
} from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt, accounts } from './accounts.ts'
import { createTestClock } from './createTestClock.ts'
import { type NodeSetup, setupNode } from './setupNode.ts'

const clock = createTestClock()
const [alice, bob, carol, dave] = [1, 2, 3, 4]
const addressOf = (index: number) => accountAt(index).address
const price = parseEther('7') + 3n
const terms = { rights: ['download', 'derive'], terms: 'MIT' } as const
let setup: NodeSetup
let parent: AssetId
let child: AssetId
let opening: bigint[]
let endowment: bigint
let count = 0
const unique = (): Hex => numberToHex(++count, { size: 32 })

const balanceOf = (account: Address) =>
  setup.chain.publicClient.readContract({
    address: addresses.token,
    abi: saharaTokenAbi,
    functionName: 'balanceOf',
    args: [account],
  })

const offerIdAt = (assetId: AssetId, index: number) =>
  offerIdOf({ assetId, index })

const buy = (index: number, assetId: AssetId, offer: number) =>
  buyLicence(setup.clientOf(index), {
    ...{ offerId: offerIdAt(assetId, offer), maxPriceWei: price },
    purchaseId: unique(),
  })

/** All movements of an account, over pages of two. */
async function movementsOf(account: Address) {
  const client = setup.clientOf(alice)
  await waitForNode(client)
  const pages: MovementPage[] = []
  let cursor: string | undefined
  do {
    const page = await listMovements(client, { account, limit: 2, cursor })
    pages.push(page)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  const items = pages.flatMap((page) => page.items)
  let balance = BigInt(pages[0]?.balance ?? 0)
  for (const item of items) {
    expect(item.balance).toBe(String(balance))
    balance -= BigInt(item.amount)
    if (item.parts.length > 0)
      expect(sumOf(item.parts)).toBe(item.amount.replace('-', ''))
  }
  expect(pages[0]?.opening).toBe(String(balance))
  expect(pages[0]?.balance).toBe(String(await balanceOf(account)))
  return { opening: balance, items }
}

const sumOf = (list: { amount: string }[]): string =>
  String(list.reduce((sum, { amount }) => sum + BigInt(amount), 0n))

beforeAll(async () => {
  setup = await setupNode({ clock })
  opening = await Promise.all(accounts.map(({ address }) => balanceOf(address)))
  endowment = await balanceOf(addresses.timelock)
  const publish = (index: number, parents: [] | [AssetId]) =>
    publishAsset(setup.clientOf(index), {
      ...{ salt: unique(), kind: 'model', metadata: unique() },
      commitment: unique(),
      parents: parents.map((assetId) => ({
        ...{ assetId, offerId: offerIdAt(assetId, 0) },
        relation: 'DERIVED_FROM' as const,
      })),
      offers: [
        { ...terms, priceWei: price, royalty: 1_000 },
        { ...terms, priceWei: price, refundHours: 48 },
      ],
    })
  ;({ assetId: parent } = await publish(alice, []))
  await buy(bob, parent, 0)
  ;({ assetId: child } = await publish(bob, [parent]))
})
afterAll(() => setup.close())

describe('listMovements', () => {
  test('default: each wei of everyone has its cause, and they add up', async () => {
    await buy(carol, child, 0)
    await buy(dave, child, 1)
    for (const [buyer, payBy] of [
      [carol, 'ownership'],
      [dave, 'shares'],
    ] as const) {
      const order = await createOrder(setup.clientOf(bob), {
        ...{ side: 'sell', assetId: child, priceEachWei: price },
        ...(payBy === 'shares'
          ? { item: 'shares', amount: 100 }
          : { item: 'ownership', amount: 1 }),
        expiry: Math.floor(clock.now() / 1_000) + 3_600,
      })
      await fillOrder(setup.clientOf(buyer), {
        ...{ ...order, amount: payBy === 'shares' ? 3 : 1 },
        fillId: unique(),
      })
    }
    await releaseRoyalties(setup.clientOf(dave), { assetId: child })
    await distribute(setup.clientOf(dave), { assetId: child })
    await distribute(setup.clientOf(dave), { assetId: parent })
    await claim(setup.clientOf(bob), { assetIds: [child] })
    await claim(setup.clientOf(alice), { assetIds: [parent] })
    await lockVotes(setup.clientOf(dave), {
      amountWei: parseEther('2'),
      lockId: unique(),
    })
    const wallet = createWalletClient({
      account: accountAt(carol),
      transport: http(setup.chain.url),
    })
    const send = async (call: Parameters<typeof wallet.writeContract>[0]) => {
      const hash = await wallet.writeContract(call)
      await setup.chain.publicClient.waitForTransactionReceipt({ hash })
    }
    await send({
      ...{ chain: null, address: addresses.revenue, abi: revenueAbi },
      functionName: 'claimTreasury',
    })
    await send({
      ...{ chain: null, address: addresses.token, abi: saharaTokenAbi },
      ...{ functionName: 'transfer', args: [addressOf(dave), 5n] },
    })
    await retireAsset(setup.clientOf(alice), { assetId: parent })
    clock.advance(400 * 86_400_000)
    await releaseBond(setup.clientOf(carol), { assetId: parent })

    const told = await Promise.all(
      [alice, bob, carol, dave].map((index) => movementsOf(addressOf(index))),
    )
    expect(told.map((one) => one.opening)).toEqual(
      [alice, bob, carol, dave].map((index) => opening[index]),
    )
    const causes = told.map(({ items }) =>
      items.map(({ cause }) => cause.type).reverse(),
    )
    expect(causes).toEqual([
      ['deposit', 'claim', 'return'],
      ['purchase', 'deposit', 'tradeProceeds', 'tradeProceeds', 'claim'],
      ['purchase', 'tradePrice', 'transfer'],
      ['purchase', 'tradePrice', 'votesLocked', 'transfer'],
    ])
    const [, sold] = told
    expect(sold?.items.find(({ cause }) => cause.type === 'deposit')).toEqual(
      expect.objectContaining({
        amount: String(-parseEther('1')),
        cause: expect.objectContaining({ purpose: 'bond', assetId: child }),
      }),
    )
    expect(told[0]?.items[0]).toMatchObject({
      amount: String(parseEther('1')),
      parts: [{ type: 'return', purpose: 'bond', assetId: parent }],
    })
  })

  test('behavior: the treasury and the splitter are explained like anyone', async () => {
    const treasury = await movementsOf(addresses.timelock)
    expect(treasury.opening).toBe(endowment)
    expect(treasury.items.map(({ cause }) => cause.type).reverse()).toEqual([
      ...['tradeFee', 'tradeFee', 'fees'],
    ])
    expect(
      treasury.items[0]?.parts.map(({ assetId }) => assetId).sort(),
    ).toEqual([parent, child].sort())
    const splitter = await setup.chain.publicClient.readContract({
      address: addresses.royaltySplitters,
      abi: royaltySplittersAbi,
      functionName: 'splitterOf',
      args: [BigInt(child)],
    })
    const { items } = await movementsOf(splitter)
    expect(items.map(({ cause }) => cause.type).reverse()).toEqual([
      ...['tradeRoyalty', 'payment'],
    ])
    expect(sumOf(items)).toBe('0')
  })

  test('behavior: coin that is wrapped, and what is paid without a licence', async () => {
    const client = setup.clientOf(bob)
    const [wrap, unwrap] = [unique(), unique()]
    await wrapCoin(client, { amountWei: 9n, operationId: wrap })
    await unwrapCoin(client, { amountWei: 4n, operationId: unwrap })
    // Who was not told, and tries again, moves nothing more.
    await wrapCoin(client, { amountWei: 9n, operationId: wrap })
    await unwrapCoin(client, { amountWei: 4n, operationId: unwrap })
    const pay = { assetId: parent, amountWei: 1_000n, paymentId: unique() }
    const paid = await payAsset(client, pay)
    // The answer was lost.
    expect(await payAsset(client, pay)).toEqual(paid)
    await expect(
      payAsset(client, { ...pay, assetId: unique(), paymentId: unique() }),
    ).rejects.toMatchObject({ code: 'ASSET_NOT_FOUND' })
    const { items } = await movementsOf(addressOf(bob))
    expect(items.slice(0, 3)).toMatchObject([
      { amount: '-1000', cause: { type: 'payment', assetId: parent } },
      { amount: '-4', cause: { type: 'unwrapped' } },
      { amount: '9', cause: { type: 'wrapped' } },
    ])
    const { pending } = await explain(client, { account: addressOf(alice) })
    expect(pending).toMatchObject([
      { type: 'sale', assetId: parent, amount: '975' },
    ])
  })

  test('behavior: of two payments at a time, neither takes the allowance of the other', async () => {
    const client = setup.clientOf(bob)
    await Promise.all(
      [2_000n, 3_000n].map((amountWei) =>
        payAsset(client, {
          ...{ assetId: parent, amountWei, paymentId: unique() },
        }),
      ),
    )
    const { items } = await movementsOf(addressOf(bob))
    const amounts = items.slice(0, 2).map(({ amount }) => amount)
    expect(amounts.sort()).toEqual(['-2000', '-3000'])
  })

  test('behavior: what the treasury spends is no plain transfer', async () => {
    const wallet = createWalletClient({
      account: accountAt(developerRoles.proposer),
      transport: http(setup.chain.url),
    })
    // What an account may queue that the timelock knows by name.
    const data = encodeFunctionData({
      ...{ abi: saharaTokenAbi, functionName: 'transfer' },
      args: [addressOf(alice), 9n],
    })
    const call = [addresses.token, 0n, data, zeroHash, unique()] as const
    const timelock = { chain: null, address: addresses.timelock } as const
    for (const [functionName, args] of [
      ['schedule', [...call, 1n]],
      ['execute', call],
    ] as const) {
      const hash = await wallet.writeContract({
        ...{ ...timelock, abi: timelockAbi as Abi, functionName, args },
      })
      await setup.chain.publicClient.waitForTransactionReceipt({ hash })
      clock.advance(2_000)
    }
    for (const [account, amount] of [
      [addressOf(alice), '9'],
      [addresses.timelock, '-9'],
    ] as const) {
      const { items } = await movementsOf(account)
      expect(items[0]).toMatchObject({
        amount,
        cause: { type: 'spending', proposalId: null },
      })
    }
  })

  test('behavior: what Escrow pays out is told apart from what it gives back', async () => {
    const amount = parseEther('2')
    const write = async (
      index: number,
      address: Address,
      functionName: string,
      args: unknown[],
    ) => {
      const wallet = createWalletClient({
        account: accountAt(index),
        transport: http(setup.chain.url),
      })
      const abi = (
        address === addresses.token ? saharaTokenAbi : escrowAbi
      ) as Abi
      const call = { chain: null, address, abi, functionName, args } as const
      const hash = await wallet.writeContract(call)
      await setup.chain.publicClient.waitForTransactionReceipt({ hash })
    }
    const { escrow, timelock, token } = addresses
    // Carol may do with what Bob puts aside what its terms say.
    const agreementOf = (terms: number) => ({
      ...{
        holder: addressOf(carol),
        purpose: unique(),
        account: addressOf(bob),
      },
      ...{ terms, until: 0 },
    })
    const [slashable, payable] = [agreementOf(1), agreementOf(2)]
    await write(bob, token, 'approve', [escrow, 2n * amount])
    for (const agreement of [slashable, payable]) {
      await write(bob, escrow, 'fund', [agreement, amount])
      await write(carol, escrow, 'lock', [agreement, amount])
    }
    await write(carol, escrow, 'pay', [payable, addressOf(dave), amount - 1n])
    await write(carol, escrow, 'slash', [slashable, amount - 2n])
    await write(carol, escrow, 'release', [payable, 1n])
    const owed = [
      [dave, addressOf(dave), 'earned', amount - 1n],
      [bob, addressOf(bob), 'return', 1n],
      [alice, timelock, 'penalty', amount - 2n],
    ] as const
    for (const [index, account] of owed)
      await write(index, escrow, 'withdraw', [account])
    for (const [, account, type, wei] of owed) {
      const { items } = await movementsOf(account)
      expect(items[0]).toMatchObject({
        amount: String(wei),
        cause: { type: 'return' },
        parts: [{ type, amount: String(wei) }],
      })
    }
  })

  test('behavior: a resale is explained on to shares and ancestors', async () => {
    for (const [index, type] of [
      [alice, 'royalty'],
      [bob, 'sale'],
    ] as const) {
      const client = setup.clientOf(index)
      const told = await explain(client, { account: addressOf(index) })
      const [entry, ...more] = told.entries.filter(
        ({ payment }) => payment?.resale,
      )
      expect(more).toEqual([])
      expect(entry?.type).toBe(type)
      const { amount, resale } = entry?.payment ?? {}
      expect(resale).toHaveLength(1)
      expect(resale?.[0]?.orderHash).toMatch(/^0x/)
      expect(sumOf(resale ?? [])).toBe(amount)
      expect(amount).toBe(String((price * 500n) / 10_000n))
    }
  })

  test('behavior: what was told before is told after a rebuild', async () => {
    const told = await movementsOf(addresses.revenue)
    await setup.restart({ rebuild: true })
    expect(await movementsOf(addresses.revenue)).toEqual(told)
  })
})
