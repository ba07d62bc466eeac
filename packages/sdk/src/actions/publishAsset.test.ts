import {
  type AssetId,
  addresses,
  bondAgreementOf,
  bondSalt,
  developerRoles,
  offerIdOf,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  parametersAbi,
  revenueAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import { accountAt, setupChain } from '@sahara/test'
import { type Address, type Hex, parseEther, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, describe, expect, test } from 'vitest'
import { createSaharaClient } from '../createSaharaClient.ts'
import { signBond } from '../internal/signBond.ts'
import { write } from '../internal/write.ts'
import { addOffers } from './addOffers.ts'
import { buyLicence } from './buyLicence.ts'
import { claim } from './claim.ts'
import { distribute } from './distribute.ts'
import { estimatePublish } from './estimatePublish.ts'
import { executeParameter } from './executeParameter.ts'
import { findDeriveLicence } from './findDeriveLicence.ts'
import { getBalance } from './getBalance.ts'
import { proposeParameter } from './proposeParameter.ts'
import { publishAsset } from './publishAsset.ts'

const chain = await setupChain({ blockIntervalMs: 10 })
afterAll(chain.close)

const alice = accountAt(developerRoles.alice)
const bob = accountAt(developerRoles.bob)
const carol = accountAt(developerRoles.carol)
const dave = accountAt(developerRoles.dave)
const proposer = accountAt(developerRoles.proposer)
const client = createSaharaClient({ rpcUrl: chain.url })

let count = 0
const next = (): Hex => toHex(++count, { size: 32 })
const publication = () => ({
  salt: next(),
  kind: 'dataset' as const,
  metadata: next(),
  commitment: next(),
})

function offerOf(assetId: AssetId, index = 0): Hex {
  return offerIdOf({
    assetId,
    index,
  })
}

function balanceOf(account: Address): Promise<bigint> {
  return client.chain.readContract({
    address: addresses.token,
    abi: saharaTokenAbi,
    functionName: 'balanceOf',
    args: [account],
  })
}

function bondOf(assetId: AssetId, payer: Address) {
  return client.chain.readContract({
    address: addresses.escrow,
    abi: escrowAbi,
    functionName: 'depositOf',
    args: [bondAgreementOf(assetId, payer)],
  })
}

describe('publishAsset', () => {
  test('default: locks the bond, and publishes once per salt', async () => {
    const before = await balanceOf(alice.address)
    const parameters = { ...publication(), account: alice }
    const { assetId } = await publishAsset(client, parameters)
    expect(await bondOf(assetId, alice.address)).toEqual({
      free: 0n,
      locked: parseEther('1'),
    })
    const other = createSaharaClient({ rpcUrl: chain.url })
    expect(await publishAsset(other, parameters)).toEqual({ assetId })
    expect(before - (await balanceOf(alice.address))).toBe(parseEther('1'))
  })

  test('behavior: a bond a stranger has brought to Escrow is used', async () => {
    const parameters = { ...publication(), account: alice }
    const bondWei = parseEther('1')
    const known = await client.chain.readContract({
      address: addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'assetIdOf',
      args: [alice.address, parameters.salt],
    })
    const assetId = toHex(known, { size: 32 })
    await write(client, {
      account: dave,
      address: addresses.escrow,
      abi: escrowAbi,
      functionName: 'fundWithAuthorization',
      args: [
        bondAgreementOf(assetId, alice.address),
        bondWei,
        alice.address,
        bondSalt,
        await signBond(client, { account: alice, assetId, bondWei }),
      ],
    })
    expect(await publishAsset(client, parameters)).toEqual({ assetId })
    expect(await bondOf(assetId, alice.address)).toMatchObject({
      locked: parseEther('1'),
    })
  })

  test('behavior: costs no more than was estimated, which costs nothing', async () => {
    const parameters = {
      ...publication(),
      account: alice,
      offers: [{ rights: ['download'] as const, priceWei: 5n, terms: 'MIT' }],
    }
    const held = async () => getBalance(client, { account: alice.address })
    const before = await held()
    const { assetId, bondWei, gasWei } = await estimatePublish(
      client,
      parameters,
    )
    expect(await held()).toEqual(before)
    expect(await publishAsset(client, parameters)).toEqual({ assetId })
    const after = await held()
    expect(before.balanceWei - after.balanceWei).toBe(bondWei)
    expect(before.gasWei - after.gasWei).toBeLessThanOrEqual(gasWei)
  })

  test('error: estimatePublish finds what publishing would fail of', async () => {
    const poor = privateKeyToAccount(generatePrivateKey())
    const parent = await publishAsset(client, {
      ...publication(),
      account: alice,
      offers: [{ rights: ['derive'], priceWei: 0n, terms: 'MIT' }],
    })
    const relation = 'TRAINED_ON' as const
    const parents = [
      { assetId: parent.assetId, offerId: offerOf(parent.assetId), relation },
    ]
    const half = [{ account: bob.address, shares: 5_000 }]
    for (const [change, code] of [
      [{ account: bob, parents }, 'LICENCE_NOT_HELD'],
      [{ account: bob, contributors: half }, 'INPUT_INVALID'],
      [{ account: poor }, 'TOKEN_BALANCE_TOO_LOW'],
    ] as const)
      await expect(
        estimatePublish(client, { ...publication(), ...change }),
      ).rejects.toMatchObject({ code })
  })

  test('behavior: finds the derive licence with the lowest royalty', async () => {
    const derive = { rights: ['derive'] as const, priceWei: 0n, terms: 'MIT' }
    const { assetId } = await publishAsset(client, {
      ...publication(),
      account: alice,
      offers: [
        { ...derive, royalty: 100 },
        { ...derive, royalty: 50, rights: ['compute'] },
        { ...derive, royalty: 70 },
        { ...derive, royalty: 60 },
      ],
    })
    const find = (account: Address) =>
      findDeriveLicence(client, { account, assetId })
    expect(await find(alice.address)).toEqual({
      offerId: offerOf(assetId, 3),
      royalty: 60,
    })
    await expect(find(bob.address)).rejects.toMatchObject({
      code: 'LICENCE_NOT_HELD',
    })
    for (const index of [0, 2])
      await buyLicence(client, {
        account: bob,
        offerId: offerOf(assetId, index),
        maxPriceWei: 0n,
        purchaseId: next(),
      })
    expect(await find(bob.address)).toMatchObject({ royalty: 70 })
  })

  test('error: INPUT_INVALID when the salt published something else', async () => {
    const parameters = { ...publication(), account: alice }
    await publishAsset(client, parameters)
    await expect(
      publishAsset(client, { ...parameters, metadata: next() }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })

  test('error: LICENCE_NOT_HELD without a derive licence', async () => {
    const { assetId } = await publishAsset(client, {
      ...publication(),
      account: alice,
      offers: [{ rights: ['derive'], priceWei: 0n, terms: 'MIT' }],
    })
    await expect(
      publishAsset(client, {
        ...publication(),
        account: bob,
        parents: [
          { assetId, offerId: offerOf(assetId), relation: 'TRAINED_ON' },
        ],
      }),
    ).rejects.toMatchObject({
      code: 'LICENCE_NOT_HELD',
      details: { error: 'LicencesNotHeld' },
    })
  })

  test('behavior: a derivative pays its parent to the wei', async () => {
    const derivePrice = parseEther('3') + 1n
    const modelPrice = parseEther('10') + 3n
    const parent = await publishAsset(client, {
      ...publication(),
      account: alice,
      contributors: [
        { account: alice.address, shares: 9_000 },
        { account: carol.address, shares: 1_000 },
      ],
    })
    const { offerIds } = await addOffers(client, {
      account: alice,
      assetId: parent.assetId,
      offers: [
        {
          rights: ['derive'],
          royalty: 1_500,
          priceWei: derivePrice,
          terms: 'MIT',
        },
      ],
    })
    expect(offerIds).toEqual([offerOf(parent.assetId)])
    await buyLicence(client, {
      account: bob,
      offerId: offerOf(parent.assetId),
      maxPriceWei: derivePrice,
      purchaseId: next(),
    })
    const child = await publishAsset(client, {
      ...publication(),
      account: bob,
      kind: 'model',
      parents: [
        {
          assetId: parent.assetId,
          offerId: offerOf(parent.assetId),
          relation: 'TRAINED_ON',
        },
      ],
      offers: [
        { rights: ['download'], priceWei: modelPrice, terms: 'Apache-2.0' },
      ],
    })
    await buyLicence(client, {
      account: dave,
      offerId: offerOf(child.assetId),
      maxPriceWei: modelPrice,
      purchaseId: next(),
    })
    for (const { assetId } of [parent, child])
      await distribute(client, { account: dave, assetId })

    const netOf = (price: bigint) => price - (price * 250n) / 10_000n
    const royalty = (netOf(modelPrice) * 1_500n) / 10_000n
    const toParent = netOf(derivePrice) + royalty
    const assetIds = [parent.assetId, child.assetId]
    const claims = await Promise.all(
      [alice, carol, bob].map((account) =>
        claim(client, { account, assetIds }),
      ),
    )
    expect(claims.map(({ claimedWei }) => claimedWei)).toEqual([
      (toParent * 9_000n) / 10_000n,
      (toParent * 1_000n) / 10_000n,
      (netOf(modelPrice) * 8_500n) / 10_000n,
    ])
  })
})

describe('proposeParameter', () => {
  test('default: changes the fee after the delay, for later payments', async () => {
    const proposal = {
      account: proposer,
      change: { name: 'feeBasisPoints', value: 500 },
      salt: next(),
    } as const
    const first = await proposeParameter(client, proposal)
    expect(await proposeParameter(client, proposal)).toEqual(first)
    await expect
      .poll(() => client.clock.now(), { timeout: 10_000 })
      .toBeGreaterThan((Number(first.executableAt) + 1) * 1000)
    await executeParameter(client, proposal)
    await executeParameter(client, proposal)
    const fee = await client.chain.readContract({
      address: addresses.parameters,
      abi: parametersAbi,
      functionName: 'feeBasisPoints',
    })
    expect(fee).toBe(500)

    const { assetId } = await publishAsset(client, {
      ...publication(),
      account: alice,
      offers: [{ rights: ['download'], priceWei: 100n, terms: 'MIT' }],
    })
    await buyLicence(client, {
      account: dave,
      offerId: offerOf(assetId),
      maxPriceWei: 100n,
      purchaseId: next(),
    })
    const { net } = await client.chain.readContract({
      address: addresses.revenue,
      abi: revenueAbi,
      functionName: 'totals',
      args: [BigInt(assetId)],
    })
    expect(net).toBe(95n)
  })

  test('error: TRANSACTION_REVERTED for who is no proposer', async () => {
    await expect(
      proposeParameter(client, {
        account: alice,
        change: { name: 'bondDelay', value: 1 },
        salt: next(),
      }),
    ).rejects.toMatchObject({
      code: 'TRANSACTION_REVERTED',
      details: { error: 'AccessControlUnauthorizedAccount' },
    })
  })
})
