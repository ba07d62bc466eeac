import { type AssetId, addresses } from '@sahara/protocol'
import {
  assetRegistryAbi,
  royaltySplittersAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import { toOrderJson, tradePageSchema } from '@sahara/protocol/api'
import {
  cancelOrders,
  createOrder,
  fillOrder,
  getOrder,
  listOrders,
  newOrderNonce,
  publishAsset,
  releaseRoyalties,
  rescueToken,
  retireAsset,
  waitForNode,
} from '@sahara/sdk'
import {
  type Address,
  createWalletClient,
  type Hex,
  http,
  isAddressEqual,
  maxUint256,
  numberToHex,
  parseEther,
  zeroAddress,
} from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt } from './accounts.ts'
import { createTestClock } from './createTestClock.ts'
import { type NodeSetup, setupNode } from './setupNode.ts'

const clock = createTestClock()
const seconds = () => Math.floor(clock.now() / 1_000)
const day = 86_400
const [alice, bob, carol, dave] = [1, 2, 3, 4]
const priceEachWei = parseEther('1') + 1n
let setup: NodeSetup
let assetId: AssetId
let fills = 0
const newFillId = (): Hex => numberToHex(++fills, { size: 32 })

beforeAll(async () => {
  setup = await setupNode({ clock })
  ;({ assetId } = await publish(1))
})
afterAll(() => setup.close())

function publish(salt: number) {
  return publishAsset(setup.clientOf(alice), {
    salt: numberToHex(salt, { size: 32 }),
    kind: 'model',
    metadata: numberToHex(salt, { size: 32 }),
    commitment: numberToHex(salt, { size: 32 }),
    offers: [],
  })
}

function sellShares(
  changes: { amount?: number; nonce?: bigint; priceEachWei?: bigint } = {},
) {
  return createOrder(setup.clientOf(alice), {
    ...{ side: 'sell', item: 'shares', assetId, amount: 300 },
    ...{ priceEachWei, expiry: seconds() + day },
    ...changes,
  })
}

function balanceOf(index: number): Promise<bigint> {
  return setup.chain.publicClient.readContract({
    address: addresses.token,
    abi: saharaTokenAbi,
    functionName: 'balanceOf',
    args: [accountAt(index).address],
  })
}

/** Lets Exchange take so much of Dave's SAHARA. */
async function allow(amountWei: bigint): Promise<void> {
  const wallet = createWalletClient({
    account: accountAt(dave),
    transport: http(setup.chain.url),
  })
  const hash = await wallet.writeContract({
    ...{ chain: null, address: addresses.token, abi: saharaTokenAbi },
    ...{ functionName: 'approve', args: [addresses.exchange, amountWei] },
  })
  await setup.chain.publicClient.waitForTransactionReceipt({ hash })
}

function ownerOf(id: AssetId): Promise<Hex> {
  return setup.chain.publicClient.readContract({
    address: addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'ownerOf',
    args: [BigInt(id)],
  })
}

async function post(body: unknown): Promise<{ status: number; code: string }> {
  const response = await fetch(`${setup.nodeUrl}/api/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const { code } = (await response.json()) as { code: string }
  return { status: response.status, code }
}

describe('orders for shares', () => {
  test('default: filled in parts, paid once, found and counted by the node', async () => {
    const { order, orderHash, signature } = await sellShares()
    const buyer = setup.clientOf(bob)
    const listed = await listOrders(buyer, { assetId, side: 'sell' })
    expect(listed.items).toMatchObject([{ orderHash, left: 300 }])

    const [before, sellers] = [await balanceOf(bob), await balanceOf(alice)]
    const fill = { order, signature, amount: 100, fillId: newFillId() }
    const trade = await fillOrder(buyer, fill)
    expect(trade).toMatchObject({ amount: 100, royaltyWei: 0n })
    expect(trade.priceWei).toBe(priceEachWei * 100n)
    expect(before - (await balanceOf(bob))).toBe(trade.priceWei)
    expect((await balanceOf(alice)) - sellers).toBe(
      trade.priceWei - trade.feeWei,
    )

    // The answer was lost, and the journal with it.
    expect(await fillOrder(setup.clientOf(bob), fill)).toEqual(trade)
    expect(before - (await balanceOf(bob))).toBe(trade.priceWei)

    await waitForNode(buyer)
    expect(await getOrder(buyer, { orderHash })).toMatchObject({
      status: 'open',
      left: 200,
      order,
    })
    const response = await fetch(
      `${setup.nodeUrl}/api/v1/trades?assetId=${assetId}`,
    )
    const { items } = tradePageSchema.parse(await response.json())
    expect(items).toMatchObject([
      {
        orderHash,
        amount: 100,
        price: trade.priceWei.toString(),
        proceeds: (trade.priceWei - trade.feeWei).toString(),
        transactionHash: trade.transactionHash,
      },
    ])
  })

  test('behavior: the book outlives the node, the cheapest order comes first', async () => {
    const client = setup.clientOf(alice)
    const dear = await sellShares({ amount: 2 })
    const cheap = await createOrder(client, {
      ...{ side: 'sell', item: 'shares', assetId, amount: 1 },
      ...{ priceEachWei: 7n, expiry: seconds() + day },
    })
    await setup.restart()
    await waitForNode(setup.clientOf(bob))
    const hashes: string[] = []
    let cursor: string | undefined
    do {
      const page = await listOrders(setup.clientOf(bob), {
        ...{ assetId, side: 'sell', limit: 1, cursor },
      })
      hashes.push(...page.items.map((item) => item.orderHash))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(hashes[0]).toBe(cheap.orderHash)
    expect(hashes).toContain(dear.orderHash)
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  test('behavior: orders of one nonce share what is filled', async () => {
    const first = await sellShares({ amount: 10 })
    const { nonce } = first.order
    const buyer = setup.clientOf(bob)
    await fillOrder(buyer, { ...first, amount: 10, fillId: newFillId() })
    await expect(
      sellShares({ amount: 10, nonce, priceEachWei: 2n }),
    ).rejects.toMatchObject({ code: 'ORDER_INVALID' })
  })

  test('behavior: a seller whose answer was lost does not sell twice', async () => {
    const bid = await createOrder(setup.clientOf(carol), {
      ...{ side: 'bid', item: 'shares', assetId, amount: 10 },
      ...{ priceEachWei, expiry: seconds() + day },
    })
    const seller = setup.clientOf(alice)
    const fill = { ...bid, amount: 3, fillId: newFillId() }
    const sold = await fillOrder(seller, fill)
    expect(await fillOrder(seller, fill)).toEqual(sold)
    await waitForNode(seller)
    const { orderHash } = bid
    expect(await getOrder(seller, { orderHash })).toMatchObject({ left: 7 })
    await cancelOrders(setup.clientOf(carol), { nonces: [bid.order.nonce] })
  })

  test('error: ORDER_INVALID once cancelled, and nothing is paid', async () => {
    const maker = setup.clientOf(alice)
    const one = await sellShares({ amount: 5 })
    const other = await sellShares({ amount: 6 })
    await cancelOrders(maker, { nonces: [one.order.nonce] })
    const before = await balanceOf(bob)
    const fill = (order: typeof one) =>
      fillOrder(setup.clientOf(bob), { ...order, fillId: newFillId() })
    await expect(fill(one)).rejects.toMatchObject({ code: 'ORDER_INVALID' })
    expect((await fill(other)).amount).toBe(6)
    const last = await sellShares({ amount: 7 })
    await cancelOrders(maker, { nonces: 'all' })
    await expect(fill(last)).rejects.toMatchObject({ code: 'ORDER_INVALID' })
    expect(before - (await balanceOf(bob))).toBe(priceEachWei * 6n)
    await waitForNode(maker)
    for (const { orderHash } of [one, last])
      expect(await getOrder(maker, { orderHash })).toMatchObject({
        status: 'cancelled',
        left: 0,
      })
    const { items } = await listOrders(maker, { assetId })
    expect(items).toEqual([])
  })

  test('error: ORDER_INVALID for more than is left, for oneself, and when late', async () => {
    const { order, signature } = await sellShares({ amount: 5 })
    const fill = (index: number, amount: number) =>
      fillOrder(setup.clientOf(index), {
        ...{ order, signature, amount, fillId: newFillId() },
      })
    await expect(fill(bob, 6)).rejects.toMatchObject({ code: 'ORDER_INVALID' })
    await expect(fill(alice, 1)).rejects.toMatchObject({
      code: 'ORDER_INVALID',
    })
    clock.advance((day + 1) * 1_000)
    await expect(fill(bob, 1)).rejects.toMatchObject({ code: 'ORDER_INVALID' })
  })
})

describe('orders for ownership', () => {
  test('behavior: a bid is filled by the owner, and the royalty reaches the asset', async () => {
    const bidder = setup.clientOf(carol)
    const bid = await createOrder(bidder, {
      ...{ side: 'bid', item: 'ownership', assetId, amount: 1 },
      ...{ priceEachWei, expiry: seconds() + day },
    })
    const trade = await fillOrder(setup.clientOf(alice), {
      ...bid,
      fillId: newFillId(),
    })
    expect(
      isAddressEqual(await ownerOf(assetId), accountAt(carol).address),
    ).toBe(true)
    expect(trade.royaltyWei).toBe((priceEachWei * 500n) / 10_000n)
    expect(await releaseRoyalties(bidder, { assetId })).toEqual({
      releasedWei: trade.royaltyWei,
    })
  })

  test('error: ORDER_INVALID for a bid on what was retired meanwhile', async () => {
    const { assetId: other } = await publish(9)
    const bid = await createOrder(setup.clientOf(carol), {
      ...{ side: 'bid', item: 'ownership', assetId: other, amount: 1 },
      ...{ priceEachWei, expiry: seconds() + day },
    })
    const owner = setup.clientOf(alice)
    await retireAsset(owner, { assetId: other })
    await expect(
      fillOrder(owner, { ...bid, fillId: newFillId() }),
    ).rejects.toMatchObject({
      code: 'ORDER_INVALID',
      details: { error: 'ExchangeAssetNotActive' },
    })
  })

  test('behavior: who allowed Exchange everything, or nearly, bids without more', async () => {
    const token = { address: addresses.token, abi: saharaTokenAbi } as const
    const { publicClient } = setup.chain
    for (const allowed of [maxUint256, maxUint256 - 1n]) {
      await allow(allowed)
      const { signature } = await createOrder(setup.clientOf(dave), {
        ...{ side: 'bid', item: 'ownership', assetId, amount: 1 },
        ...{ priceEachWei: 5n, expiry: seconds() + day },
      })
      expect(signature).toMatch(/^0x/)
      expect(
        await publicClient.readContract({
          ...{ ...token, functionName: 'allowance' },
          args: [accountAt(dave).address, addresses.exchange],
        }),
      ).toBe(maxUint256)
    }
    await cancelOrders(setup.clientOf(dave), { nonces: 'all' })
  })

  test('behavior: a bid made again is one order, and the allowance is raised once', async () => {
    const client = setup.clientOf(dave)
    const maker = accountAt(dave).address
    const allowance = () =>
      setup.chain.publicClient.readContract({
        ...{ address: addresses.token, abi: saharaTokenAbi },
        ...{ functionName: 'allowance', args: [maker, addresses.exchange] },
      })
    await allow(0n)
    const kind = { side: 'bid', item: 'shares' } as const
    const terms = { amount: 3, priceEachWei, expiry: seconds() + day }
    const bid = { ...kind, assetId, ...terms }
    const [nonce, other] = [
      await newOrderNonce(client, { maker }),
      await newOrderNonce(client, { maker }),
    ]
    // Two at a time count both.
    const [made] = await Promise.all(
      [nonce, other].map((one) => createOrder(client, { ...bid, nonce: one })),
    )
    expect(await allowance()).toBe(6n * priceEachWei)
    // The answer was lost.
    expect(await createOrder(client, { ...bid, nonce })).toEqual(made)
    expect(await allowance()).toBe(6n * priceEachWei)
    const { items } = await listOrders(client, { maker })
    expect(items.map(({ left }) => left)).toEqual([3, 3])
    await cancelOrders(client, { nonces: 'all' })
  })

  test('error: TOKEN_BALANCE_TOO_LOW, and the asset stays where it is', async () => {
    const { assetId: other } = await publish(2)
    const dear = await createOrder(setup.clientOf(alice), {
      ...{ side: 'sell', item: 'ownership', assetId: other, amount: 1 },
      ...{ priceEachWei: 1n << 120n, expiry: seconds() + day },
    })
    await expect(
      fillOrder(setup.clientOf(bob), { ...dear, fillId: newFillId() }),
    ).rejects.toMatchObject({ code: 'TOKEN_BALANCE_TOO_LOW' })
    expect(isAddressEqual(await ownerOf(other), accountAt(alice).address)).toBe(
      true,
    )
  })
})

describe('rescueToken', () => {
  test('behavior: a royalty in another token goes to the owner', async () => {
    const token = await deployOtherToken(dave)
    const { publicClient } = setup.chain
    const { assetId: sold } = await publish(12)
    const splitter = await publicClient.readContract({
      ...{ address: addresses.royaltySplitters, abi: royaltySplittersAbi },
      ...{ functionName: 'splitterOf', args: [BigInt(sold)] },
    })
    const hash = await createWalletClient({
      account: accountAt(dave),
      transport: http(setup.chain.url),
    }).writeContract({
      ...{ chain: null, address: token, abi: saharaTokenAbi },
      ...{ functionName: 'mint', args: [splitter, 11n] },
    })
    await publicClient.waitForTransactionReceipt({ hash })
    await rescueToken(setup.clientOf(bob), { assetId: sold, token })
    expect(
      await publicClient.readContract({
        ...{ address: token, abi: saharaTokenAbi },
        ...{ functionName: 'balanceOf', args: [accountAt(alice).address] },
      }),
    ).toBe(11n)
    await expect(
      rescueToken(setup.clientOf(bob), {
        ...{ assetId: sold, token: addresses.token },
      }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})

/** A second token with the code of SAHARA, which a developer's account mints. */
async function deployOtherToken(minter: number): Promise<Address> {
  const { publicClient } = setup.chain
  const code = await publicClient.getCode({ address: addresses.token })
  const own = addresses.nativeAdapter.slice(2)
  const copy = (code ?? '0x')
    .slice(2)
    .replaceAll(own, accountAt(minter).address.slice(2).toLowerCase())
  const length = numberToHex(copy.length / 2, { size: 2 }).slice(2)
  const hash = await createWalletClient({
    account: accountAt(minter),
    transport: http(setup.chain.url),
  }).sendTransaction({
    chain: null,
    // It returns what stands behind it.
    data: `0x61${length}80600a3d393df3${copy}`,
  })
  const { contractAddress } = await publicClient.waitForTransactionReceipt({
    hash,
  })
  return contractAddress ?? zeroAddress
}

describe('the book of a node', () => {
  test('error: ORDER_INVALID for what nobody signed, or nobody can fill', async () => {
    const { order, signature } = await sellShares({ amount: 5 })
    const json = toOrderJson(order)
    const changed = { ...json, priceEach: '1' }
    expect(await post({ order: changed, signature })).toEqual({
      status: 422,
      code: 'ORDER_INVALID',
    })
    const late = { ...json, expiry: seconds() + 181 * day }
    expect(await post({ order: late, signature })).toMatchObject({
      code: 'ORDER_INVALID',
    })
    expect(await post({ order: json, signature: 'x' })).toMatchObject({
      status: 400,
    })
    // Dave holds no share of it.
    await expect(
      createOrder(setup.clientOf(dave), {
        ...{ side: 'sell', item: 'shares', assetId, amount: 1 },
        ...{ priceEachWei, expiry: seconds() + day },
      }),
    ).rejects.toMatchObject({ code: 'ORDER_INVALID' })
  })

  test('error: ORDER_NOT_FOUND, INPUT_INVALID', async () => {
    const client = setup.clientOf(bob)
    await expect(
      getOrder(client, { orderHash: numberToHex(1, { size: 32 }) }),
    ).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
    await expect(getOrder(client, { orderHash: '0x1' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    })
  })
})
