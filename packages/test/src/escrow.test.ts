import {
  type Agreement,
  type AssetId,
  addresses,
  agreementIdOf,
  bondAgreementOf,
  escrowTerms,
  idAccountOf,
  keeperFeeAgreementOf,
  offerIdOf,
  stakeAgreementOf,
} from '@sahara/protocol'
import {
  escrowAbi,
  revenueAbi,
  royaltySplittersAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import {
  buyLicence,
  claimTreasury,
  fundKeeperFee,
  fundStake,
  getRoyalties,
  listDeposits,
  publishAsset,
  reclaimDeposit,
  releaseRoyalties,
  transferShares,
  waitForNode,
  withdrawEscrow,
} from '@sahara/sdk'
import {
  type Address,
  createWalletClient,
  type Hex,
  http,
  numberToHex,
  parseEther,
} from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt } from './accounts.ts'
import { createTestClock } from './createTestClock.ts'
import { type NodeSetup, setupNode } from './setupNode.ts'

const clock = createTestClock()
const [alice, bob, carol, dave] = [1, 2, 3, 4]
const addressOf = (index: number) => accountAt(index).address
const price = parseEther('8')
let setup: NodeSetup
let assetId: AssetId
let count = 0
const unique = (): Hex => numberToHex(++count, { size: 32 })

beforeAll(async () => {
  setup = await setupNode({ clock })
  ;({ assetId } = await publishAsset(setup.clientOf(alice), {
    ...{ salt: unique(), kind: 'model', metadata: unique() },
    commitment: unique(),
    offers: [{ rights: ['download'], terms: 'MIT', priceWei: price }],
  }))
})
afterAll(() => setup.close())

const balanceOf = (account: Address) =>
  setup.chain.publicClient.readContract({
    address: addresses.token,
    abi: saharaTokenAbi,
    functionName: 'balanceOf',
    args: [account],
  })

/** What an account signed so far: whether it sent anything. */
const sentBy = (index: number) =>
  setup.chain.publicClient.getTransactionCount({ address: addressOf(index) })

async function depositsOf(index: number) {
  const client = setup.clientOf(index)
  await waitForNode(client)
  return listDeposits(client, { account: addressOf(index) })
}

/** Calls Escrow as an account that holds what others put aside. */
async function callEscrow(
  index: number,
  functionName: 'fund' | 'lock' | 'release' | 'slash' | 'pay',
  args: readonly unknown[],
): Promise<void> {
  const wallet = createWalletClient({
    account: accountAt(index),
    transport: http(setup.chain.url),
  })
  const { publicClient } = setup.chain
  const send = async (call: Parameters<typeof wallet.writeContract>[0]) => {
    const hash = await wallet.writeContract(call)
    const receipt = await publicClient.waitForTransactionReceipt({ hash })
    expect(receipt.status).toBe('success')
  }
  if (functionName === 'fund')
    await send({
      ...{ chain: null, address: addresses.token, abi: saharaTokenAbi },
      ...{ functionName: 'approve', args: [addresses.escrow, args[1]] },
    } as never)
  await send({
    ...{ chain: null, address: addresses.escrow, abi: escrowAbi },
    ...{ functionName, args },
  } as never)
}

const agreementWith = (change: Partial<Agreement>): Agreement => ({
  holder: addressOf(dave),
  purpose: unique(),
  account: addressOf(carol),
  terms: escrowTerms.indexOf('payable'),
  until: 0,
  ...change,
})

describe('what was put aside', () => {
  test('default: an owner sees bond and fees, and takes the fees back', async () => {
    const amountWei = parseEther('3')
    // Whoever pays, it is the owner's.
    await fundKeeperFee(setup.clientOf(bob), {
      ...{ assetId, amountWei, salt: unique() },
    })
    const bond = bondAgreementOf(assetId, addressOf(alice))
    const fee = keeperFeeAgreementOf(assetId, addressOf(alice))
    const { items, withdrawableWei } = await depositsOf(alice)
    expect(items).toMatchObject([
      {
        ...{ id: agreementIdOf(fee), purpose: 'keeperFee', assetId },
        ...{ freeWei: amountWei, lockedWei: 0n },
      },
      {
        ...{ id: agreementIdOf(bond), purpose: 'bond', assetId },
        ...{ freeWei: 0n, lockedWei: parseEther('1') },
      },
    ])
    expect(withdrawableWei).toBe(0n)

    const [prepaid] = items
    const agreement = prepaid?.agreement ?? fee
    await expect(
      reclaimDeposit(setup.clientOf(bob), { agreement }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    const before = await balanceOf(addressOf(alice))
    expect(await reclaimDeposit(setup.clientOf(alice), { agreement })).toEqual({
      reclaimedWei: amountWei,
      withdrawnWei: amountWei,
    })
    expect((await balanceOf(addressOf(alice))) - before).toBe(amountWei)

    // Neither what is gone nor what is locked costs a transaction.
    const sent = await sentBy(alice)
    for (const nothing of [agreement, bond])
      expect(
        await reclaimDeposit(setup.clientOf(alice), { agreement: nothing }),
      ).toEqual({ reclaimedWei: 0n, withdrawnWei: 0n })
    expect(await sentBy(alice)).toBe(sent)
    expect(await depositsOf(alice)).toMatchObject({
      items: [{ id: agreementIdOf(bond) }],
    })
  })

  test('behavior: what a stake does not need comes back in part, page by page', async () => {
    const client = setup.clientOf(carol)
    const stake = stakeAgreementOf(addressOf(carol))
    await fundStake(client, {
      ...{ keeper: addressOf(carol), amountWei: 7n, salt: unique() },
    })
    await callEscrow(dave, 'fund', [agreementWith({}), 5n])
    await waitForNode(client)
    const account = addressOf(carol)
    const first = await listDeposits(client, { account, limit: 1 })
    const second = await listDeposits(client, {
      ...{ account, limit: 1, cursor: first.nextCursor ?? undefined },
    })
    expect([first.items, second.items]).toMatchObject([
      [{ purpose: 'other', assetId: null, freeWei: 5n }],
      [{ id: agreementIdOf(stake), purpose: 'stake', freeWei: 7n }],
    ])
    expect(second.nextCursor).toBeNull()
    expect(await reclaimDeposit(client, { agreement: stake })).toMatchObject({
      reclaimedWei: 7n,
    })
  })

  test('behavior: an agreement that is over gives back what is locked', async () => {
    const { timestamp } = await setup.chain.publicClient.getBlock()
    const agreement = agreementWith({ until: Number(timestamp) + 60 })
    await callEscrow(carol, 'fund', [agreement, 11n])
    await callEscrow(dave, 'lock', [agreement, 4n])
    const client = setup.clientOf(carol)
    expect(await reclaimDeposit(client, { agreement })).toMatchObject({
      reclaimedWei: 7n,
    })
    const found = (await depositsOf(carol)).items.find(
      ({ id }) => id === agreementIdOf(agreement),
    )
    expect(found).toMatchObject({ freeWei: 0n, lockedWei: 4n })
    clock.advance(61_000)
    // A block with the new time.
    await callEscrow(carol, 'fund', [agreementWith({}), 1n])
    expect(await reclaimDeposit(client, { agreement })).toMatchObject({
      reclaimedWei: 4n,
    })
  })
})

describe('what Escrow owes', () => {
  test('default: earnings are paid to whom they belong, by anyone', async () => {
    const agreement = agreementWith({})
    await callEscrow(carol, 'fund', [agreement, 100n])
    await callEscrow(dave, 'lock', [agreement, 100n])
    await callEscrow(dave, 'pay', [agreement, addressOf(bob), 30n])
    await callEscrow(dave, 'release', [agreement, 50n])
    expect(await depositsOf(bob)).toMatchObject({ withdrawableWei: 30n })
    const deposits = await depositsOf(carol)
    expect(deposits.withdrawableWei).toBe(50n)
    expect(
      deposits.items.find(({ id }) => id === agreementIdOf(agreement)),
    ).toMatchObject({ lockedWei: 20n })

    const before = await balanceOf(addressOf(bob))
    const pay = () =>
      withdrawEscrow(setup.clientOf(alice), { beneficiary: addressOf(bob) })
    expect(await pay()).toEqual({ withdrawnWei: 30n })
    expect((await balanceOf(addressOf(bob))) - before).toBe(30n)
    const sent = await sentBy(alice)
    expect(await pay()).toEqual({ withdrawnWei: 0n })
    expect(await sentBy(alice)).toBe(sent)
    expect(await withdrawEscrow(setup.clientOf(carol), {})).toEqual({
      withdrawnWei: 50n,
    })
  })

  test('behavior: the treasury gets fees and forfeited stakes', async () => {
    await buyLicence(setup.clientOf(bob), {
      ...{ offerId: offerIdOf({ assetId, index: 0 }), maxPriceWei: price },
      purchaseId: unique(),
    })
    const feesWei = await setup.chain.publicClient.readContract({
      address: addresses.revenue,
      abi: revenueAbi,
      functionName: 'treasuryOwed',
    })
    expect(feesWei).toBeGreaterThan(0n)
    const terms = escrowTerms.indexOf('slashable')
    const agreement = agreementWith({ terms })
    await callEscrow(carol, 'fund', [agreement, 9n])
    await callEscrow(dave, 'lock', [agreement, 9n])
    await callEscrow(dave, 'slash', [agreement, 9n])

    const before = await balanceOf(addresses.timelock)
    const client = setup.clientOf(carol)
    expect(await claimTreasury(client, {})).toEqual({
      ...{ feesWei, forfeitedWei: 9n },
    })
    expect((await balanceOf(addresses.timelock)) - before).toBe(feesWei + 9n)
    const { items } = await depositsOf(carol)
    expect(items.map(({ id }) => id)).not.toContain(agreementIdOf(agreement))
    const sent = await sentBy(carol)
    expect(await claimTreasury(client, {})).toEqual({
      ...{ feesWei: 0n, forfeitedWei: 0n },
    })
    expect(await sentBy(carol)).toBe(sent)
  })
})

describe('revenue shares', () => {
  test('behavior: native coin and SAHARA in a splitter become revenue, nothing costs nothing', async () => {
    const client = setup.clientOf(bob)
    const sent = await sentBy(bob)
    expect(await releaseRoyalties(client, { assetId })).toEqual({
      releasedWei: 0n,
    })
    expect(await sentBy(bob)).toBe(sent)

    const { publicClient, url } = setup.chain
    const wallet = createWalletClient({
      account: accountAt(dave),
      transport: http(url),
    })
    const to = await publicClient.readContract({
      address: addresses.royaltySplitters,
      abi: royaltySplittersAbi,
      functionName: 'splitterOf',
      args: [BigInt(assetId)],
    })
    const hashes = [
      await wallet.sendTransaction({ chain: null, to, value: 3_000n }),
      await wallet.writeContract({
        ...{ chain: null, address: addresses.token, abi: saharaTokenAbi },
        ...{ functionName: 'transfer', args: [to, 4_000n] },
      }),
    ]
    for (const hash of hashes)
      await publicClient.waitForTransactionReceipt({ hash })
    expect(await getRoyalties(client, { assetId })).toBe(7_000n)
    expect(await releaseRoyalties(client, { assetId })).toEqual({
      releasedWei: 7_000n,
    })
    expect(await getRoyalties(client, { assetId })).toBe(0n)
  })

  test('error: INPUT_INVALID for a receiver that could never claim', async () => {
    const client = setup.clientOf(alice)
    const sent = await sentBy(alice)
    await expect(
      transferShares(client, { assetId, to: idAccountOf(1), shares: 1 }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    expect(await sentBy(alice)).toBe(sent)
  })
})
