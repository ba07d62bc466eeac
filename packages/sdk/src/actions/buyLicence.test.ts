import { addresses, developerRoles, offerIdOf, rights } from '@sahara/protocol'
import {
  licencesAbi,
  nativeAdapterAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import { accountAt, setupChain } from '@sahara/test'
import { type Hex, parseEther, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, describe, expect, test } from 'vitest'
import { createSaharaClient } from '../createSaharaClient.ts'
import { write } from '../internal/write.ts'
import { buyLicence } from './buyLicence.ts'
import { claim } from './claim.ts'
import { closeOffer } from './closeOffer.ts'
import { distribute } from './distribute.ts'
import { grantAccess } from './grantAccess.ts'
import { newPurchaseId } from './newPurchaseId.ts'
import { publishAsset } from './publishAsset.ts'
import { retireAsset } from './retireAsset.ts'
import { revokeAccess } from './revokeAccess.ts'
import { transferShares } from './transferShares.ts'

const chain = await setupChain({ blockIntervalMs: 10 })
afterAll(chain.close)

const alice = accountAt(developerRoles.alice)
const carol = accountAt(developerRoles.carol)
const dave = accountAt(developerRoles.dave)
const client = createSaharaClient({ rpcUrl: chain.url, account: dave })
const priceWei = parseEther('2') + 7n

const { assetId } = await publishAsset(client, {
  account: alice,
  salt: toHex(1, { size: 32 }),
  kind: 'dataset',
  metadata: toHex(2, { size: 32 }),
  commitment: toHex(3, { size: 32 }),
  offers: [
    { rights: ['download'], priceWei, terms: 'CC-BY-4.0' },
    { rights: ['compute'], durationHours: 24, priceWei, terms: 'MIT' },
    { rights: ['infer'], priceWei, terms: 'MIT' },
  ],
})
const offerOf = (index: number): Hex => offerIdOf({ assetId, index })
const offerId = offerOf(0)
let purchases = 0
const randomId = (): Hex => toHex(++purchases, { size: 32 })

function balanceOf(account: Hex): Promise<bigint> {
  return client.chain.readContract({
    address: addresses.token,
    abi: saharaTokenAbi,
    functionName: 'balanceOf',
    args: [account],
  })
}

function hasAccess(account: Hex, bits: number): Promise<boolean> {
  return client.chain.readContract({
    address: addresses.licences,
    abi: licencesAbi,
    functionName: 'hasAccess',
    args: [account, BigInt(assetId), bits],
  })
}

describe('buyLicence', () => {
  test('behavior: ids of a series are used once, and cost less', async () => {
    const [payer, random] = [dave.address, () => new Uint8Array(2)]
    const ids: Hex[] = []
    const gasUsed: bigint[] = []
    for (let turn = 0; turn < 2; turn++) {
      const purchaseId = await newPurchaseId(client, { payer, random })
      ids.push(purchaseId)
      const { transactionHash: hash } = await buyLicence(client, {
        offerId: offerOf(1),
        maxPriceWei: priceWei,
        purchaseId,
        beneficiary: alice.address,
        payBy: 'allowance',
      })
      const receipt = await client.chain.getTransactionReceipt({ hash })
      gasUsed.push(receipt.gasUsed)
    }
    const [first, second] = ids
    expect(first?.slice(0, -2)).toBe(second?.slice(0, -2))
    expect(ids.map((id) => id.slice(-2))).toEqual(['00', '01'])
    expect(gasUsed[1]).toBeLessThan((gasUsed[0] ?? 0n) - 17_000n)
  })

  test('default: pays the price once and returns when it is final', async () => {
    const before = await balanceOf(dave.address)
    const parameters = {
      offerId,
      maxPriceWei: priceWei,
      purchaseId: randomId(),
    }
    const bought = await buyLicence(client, parameters)
    expect(bought).toMatchObject({ paidWei: priceWei, expiresAt: undefined })
    const final = await client.chain.getBlock({ blockTag: 'finalized' })
    const { blockNumber } = await client.chain.getTransactionReceipt({
      hash: bought.transactionHash,
    })
    expect(blockNumber).toBeLessThanOrEqual(final.number)
    expect(await hasAccess(dave.address, rights.download)).toBe(true)
    expect(before - (await balanceOf(dave.address))).toBe(priceWei)

    // The answer was lost, and the journal with it.
    const other = createSaharaClient({ rpcUrl: chain.url, account: dave })
    expect(await buyLicence(other, parameters)).toEqual(bought)
    expect(before - (await balanceOf(dave.address))).toBe(priceWei)
  })

  test('behavior: two processes with one purchase id pay once', async () => {
    const before = await balanceOf(dave.address)
    const parameters = {
      offerId,
      maxPriceWei: priceWei,
      purchaseId: randomId(),
    }
    const other = createSaharaClient({ rpcUrl: chain.url, account: dave })
    const [one, two] = await Promise.allSettled([
      buyLicence(client, parameters),
      buyLicence(other, parameters),
    ])
    expect([one.status, two.status]).toContain('fulfilled')
    await buyLicence(other, parameters)
    expect(before - (await balanceOf(dave.address))).toBe(priceWei)
  })

  test('args: beneficiary, durationHours', async () => {
    const bought = await buyLicence(client, {
      offerId: offerOf(1),
      maxPriceWei: priceWei,
      purchaseId: randomId(),
      beneficiary: carol.address,
    })
    const { timestamp } = await client.chain.getBlock()
    const seconds = bought.expiresAt! - Number(timestamp)
    expect(seconds).toBeGreaterThan(23 * 3600)
    expect(seconds).toBeLessThanOrEqual(25 * 3600)
    expect(await hasAccess(carol.address, rights.compute)).toBe(true)
    expect(await hasAccess(dave.address, rights.compute)).toBe(false)
  })

  test.each(['allowance', 'native'] as const)(
    'args: payBy %s',
    async (payBy) => {
      const before = await balanceOf(addresses.revenue)
      const bought = await buyLicence(client, {
        offerId,
        maxPriceWei: priceWei + 5n,
        purchaseId: randomId(),
        payBy,
      })
      expect(bought.paidWei).toBe(priceWei)
      expect((await balanceOf(addresses.revenue)) - before).toBe(priceWei)
      expect(await balanceOf(addresses.nativeAdapter)).toBe(0n)
    },
  )

  test('error: INPUT_INVALID when the purchase id bought something else', async () => {
    const purchaseId = randomId()
    const parameters = { offerId, maxPriceWei: priceWei, purchaseId }
    await buyLicence(client, parameters)
    const before = await balanceOf(dave.address)
    for (const change of [
      { offerId: offerOf(1) },
      { beneficiary: carol.address },
    ])
      await expect(
        buyLicence(client, { ...parameters, ...change }),
      ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    expect(await balanceOf(dave.address)).toBe(before)
  })

  test('error: LICENCE_PRICE_ABOVE_MAXIMUM', async () => {
    await expect(
      buyLicence(client, {
        offerId,
        maxPriceWei: priceWei - 1n,
        purchaseId: randomId(),
      }),
    ).rejects.toMatchObject({ code: 'LICENCE_PRICE_ABOVE_MAXIMUM' })
  })

  test('error: LICENCE_OFFER_NOT_FOUND, LICENCE_OFFER_CLOSED', async () => {
    const parameters = { maxPriceWei: priceWei, purchaseId: randomId() }
    await expect(
      buyLicence(client, { ...parameters, offerId: toHex(9, { size: 32 }) }),
    ).rejects.toMatchObject({ code: 'LICENCE_OFFER_NOT_FOUND' })
    await closeOffer(client, { account: alice, offerId: offerOf(2) })
    await expect(
      buyLicence(client, { ...parameters, offerId: offerOf(2) }),
    ).rejects.toMatchObject({ code: 'LICENCE_OFFER_CLOSED' })
  })

  test('error: TOKEN_BALANCE_TOO_LOW', async () => {
    const poor = privateKeyToAccount(generatePrivateKey())
    await expect(
      buyLicence(client, {
        account: poor,
        offerId,
        maxPriceWei: priceWei,
        purchaseId: randomId(),
      }),
    ).rejects.toMatchObject({ code: 'TOKEN_BALANCE_TOO_LOW' })
  })
})

describe('owners', () => {
  test('behavior: granted access comes and goes, bought access stays', async () => {
    const grant = { account: alice, assetId, rights: ['infer'] as const }
    await grantAccess(client, {
      ...grant,
      to: carol.address,
      untilHour: 0xffff_ffff,
    })
    expect(await hasAccess(carol.address, rights.infer)).toBe(true)
    await revokeAccess(client, { ...grant, from: carol.address })
    expect(await hasAccess(carol.address, rights.infer)).toBe(false)
    await revokeAccess(client, {
      ...grant,
      rights: ['download'],
      from: dave.address,
    })
    expect(await hasAccess(dave.address, rights.download)).toBe(true)
  })

  test('error: TRANSACTION_REVERTED names the error of the contract', async () => {
    await expect(
      closeOffer(client, { account: dave, offerId }),
    ).rejects.toMatchObject({
      code: 'TRANSACTION_REVERTED',
      details: { error: 'LicencesNotOwner' },
    })
  })

  test('behavior: what was sold before a transfer of shares is the seller’s', async () => {
    const sold = await balanceOf(addresses.revenue)
    const sales = sold / priceWei
    expect(sold % priceWei).toBe(0n)
    const net = (priceWei - (priceWei * 250n) / 10_000n) * sales
    await transferShares(client, {
      account: alice,
      assetId,
      to: carol.address,
      shares: 2_500,
    })
    const first = { account: alice, assetIds: [assetId] }
    expect(await claim(client, first)).toEqual({ claimedWei: net })
    expect(await claim(client, first)).toEqual({ claimedWei: 0n })

    await buyLicence(client, {
      offerId,
      maxPriceWei: priceWei,
      purchaseId: randomId(),
    })
    await distribute(client, { assetId })
    const before = await balanceOf(carol.address)
    const { claimedWei } = await claim(client, {
      beneficiary: carol.address,
      assetIds: [assetId],
    })
    const one = priceWei - (priceWei * 250n) / 10_000n
    expect(claimedWei).toBe((one * 2_500n) / 10_000n)
    expect((await balanceOf(carol.address)) - before).toBe(claimedWei)
  })

  test('behavior: a retired asset sells nothing more', async () => {
    await retireAsset(client, { account: alice, assetId })
    await expect(
      buyLicence(client, {
        offerId,
        maxPriceWei: priceWei,
        purchaseId: randomId(),
      }),
    ).rejects.toMatchObject({ details: { error: 'AssetRegistryNotActive' } })
    expect(await hasAccess(dave.address, rights.download)).toBe(true)
  })

  test('behavior: what is sent is final at the latest block', async () => {
    await write(client, {
      address: addresses.nativeAdapter,
      abi: nativeAdapterAbi,
      functionName: 'deposit',
      args: [],
      value: 1n,
    })
    const [latest, final] = await Promise.all([
      client.chain.getBlock(),
      client.chain.getBlock({ blockTag: 'finalized' }),
    ])
    expect(final.number).toBe(latest.number)
  })
})
