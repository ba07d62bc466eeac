import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { openIdentity } from '@sahara/node/keeper'
import {
  type Agreement,
  addresses,
  bondAgreementOf,
  keeperFeeAgreementOf,
  offerIdOf,
  stakeAgreementOf,
  totalShares,
} from '@sahara/protocol'
import { escrowAbi, parametersAbi, revenueAbi } from '@sahara/protocol/abis'
import {
  beginKeeperFee,
  buyLicence,
  claim,
  distribute,
  drawKeeperFee,
  fundKeeperFee,
  getKeeperFee,
  getTotals,
  listSignedDeposits,
  openAsset,
  publish,
  releaseBond,
  retireAsset,
  withdrawEscrow,
} from '@sahara/sdk'
import {
  createMemoryBlobStore,
  decryptWith,
  newContentKey,
  type SignedDeposit,
} from '@sahara/vault'
import {
  type Address,
  bytesToHex,
  getAddress,
  type Hex,
  isAddressEqual,
  parseEther,
} from 'viem'
import { afterAll, describe, expect, test } from 'vitest'
import { createTestClock } from '../createTestClock.ts'
import { setupMarket } from '../setupMarket.ts'
import { readMoney } from './readMoney.ts'

// Validators go by their own clocks, so there time is what it is.
const clock = process.env.SAHARA_TEST_CHAIN ? undefined : createTestClock()
const market = await setupMarket({ clock })
afterAll(() => market.close())
const opening = await readMoney(market.clientOf('erin'))

const random = (length: number) => Uint8Array.from(randomBytes(length))
const newId = (): Hex => bytesToHex(random(32))
const fileOf = (path: string, bytes: Uint8Array) => ({
  path,
  size: bytes.length,
  stream: () => [bytes],
})
const offerOf = (assetId: Hex, index: number) =>
  offerIdOf({
    assetId,
    index,
  })
const netOf = (price: bigint) => price - (price * 250n) / 10_000n

async function readAll(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part)
  return Uint8Array.from(Buffer.concat(all))
}

describe('the first sale', () => {
  const downloadPrice = parseEther('5') + 1n
  const derivePrice = parseEther('2') + 3n
  const modelPrice = parseEther('7') + 9n
  const royalty = 1_250
  const data = random(2_500_000)
  const weights = random(70_000)
  let dataset: Hex
  let model: Hex
  let deposits: SignedDeposit[]

  test('Alice publishes, and the same call again publishes nothing more', async () => {
    const alice = market.clientOf('alice')
    const owner = await newContentKey()
    const store = createMemoryBlobStore()
    const parameters = {
      salt: newId(),
      kind: 'dataset' as const,
      description: { name: 'Trips' },
      terms: 'CC-BY-4.0',
      files: [
        fileOf('data/trips.bin', data),
        fileOf('README.md', new TextEncoder().encode('# Trips\n')),
      ],
      store,
      ownerRecipient: owner.recipient,
      offers: [
        {
          rights: ['download'] as const,
          priceWei: downloadPrice,
          terms: 'CC-BY-4.0',
        },
        {
          rights: ['derive'] as const,
          royalty,
          priceWei: derivePrice,
          terms: 'CC-BY-4.0',
        },
      ],
      contributors: [
        { account: market.accounts.alice.address, shares: 7_000 },
        { account: market.accounts.carol.address, shares: 3_000 },
      ],
    }
    const first = await publish(alice, parameters)
    dataset = first.assetId
    expect(await publish(alice, parameters)).toEqual(first)
    deposits = await listSignedDeposits(alice, {
      ...{ assetId: dataset, version: 1 },
    })

    const opened = await openAsset(alice, {
      assetId: dataset,
      store: createMemoryBlobStore(),
    })
    const copy = Uint8Array.from(
      Buffer.from(opened.metadata.sahara.ownerKey, 'base64'),
    )
    const own = new TextDecoder().decode(
      await decryptWith(owner.identity, copy),
    )
    expect(own).toMatch(/^AGE-SECRET-KEY-1/)
  })

  test('Dave cannot open it, buys it, and reads what Alice sealed', async () => {
    const dave = market.clientOf('dave')
    const store = createMemoryBlobStore()
    await expect(
      openAsset(dave, { assetId: dataset, store }),
    ).rejects.toMatchObject({ code: 'KEEPER_ACCESS_DENIED' })

    await buyLicence(dave, {
      offerId: offerOf(dataset, 0),
      maxPriceWei: downloadPrice,
      purchaseId: newId(),
    })
    const { files, faults, read } = await openAsset(dave, {
      assetId: dataset,
      store,
    })
    expect(faults).toEqual([])
    expect(files.map(({ path }) => path)).toEqual([
      'README.md',
      'data/trips.bin',
    ])
    expect(Buffer.compare(await readAll(read(files[1]!)), data)).toBe(0)
    const range = await readAll(read(files[1]!, { offset: 70_000, length: 99 }))
    expect(range).toEqual(data.slice(70_000, 70_099))
  })

  test('Bob publishes a derivative and sells it', async () => {
    const bob = market.clientOf('bob')
    const owner = await newContentKey()
    await buyLicence(bob, {
      offerId: offerOf(dataset, 1),
      maxPriceWei: derivePrice,
      purchaseId: newId(),
    })
    const published = await publish(bob, {
      salt: newId(),
      kind: 'model',
      description: { name: 'Trip forecaster' },
      terms: 'Apache-2.0',
      files: [fileOf('model.safetensors', weights)],
      store: createMemoryBlobStore(),
      ownerRecipient: owner.recipient,
      parents: [
        {
          assetId: dataset,
          offerId: offerOf(dataset, 1),
          relation: 'TRAINED_ON',
        },
      ],
      offers: [
        { rights: ['download'], priceWei: modelPrice, terms: 'Apache-2.0' },
      ],
    })
    model = published.assetId

    const erin = market.clientOf('erin')
    await buyLicence(erin, {
      offerId: offerOf(model, 0),
      maxPriceWei: modelPrice,
      purchaseId: newId(),
    })
    const { files, read } = await openAsset(erin, {
      assetId: model,
      store: createMemoryBlobStore(),
    })
    expect(Buffer.compare(await readAll(read(files[0]!)), weights)).toBe(0)
  })

  test('everyone claims exactly what is theirs', async () => {
    const erin = market.clientOf('erin')
    for (const assetId of [model, dataset]) await distribute(erin, { assetId })
    const toDataset = (netOf(modelPrice) * BigInt(royalty)) / 10_000n
    const income = netOf(downloadPrice) + netOf(derivePrice) + toDataset
    const assetIds = [dataset, model]
    const claimed = async (role: 'alice' | 'bob' | 'carol') =>
      (await claim(market.clientOf(role), { assetIds })).claimedWei
    expect(await claimed('alice')).toBe((income * 7_000n) / totalShares)
    expect(await claimed('carol')).toBe((income * 3_000n) / totalShares)
    expect(await claimed('bob')).toBe(
      (netOf(modelPrice) * BigInt(10_000 - royalty)) / 10_000n,
    )
    for (const assetId of assetIds)
      expect(await getTotals(erin, { assetId })).toMatchObject({
        undistributedWei: 0n,
      })
  })

  const { alice, bob, carol, dave, erin } = market.accounts
  const { chain } = market.clientOf('erin')
  const keepers = market.keepers.map(({ ready }) =>
    getAddress(String(ready.address)),
  )
  const bond = parseEther('1')
  const stake = parseEther('100')
  const prepaid = parseEther('0.02') + 1n
  const monthSeconds = 30n * 86_400n
  let earned = 0n

  const escrow = { address: addresses.escrow, abi: escrowAbi } as const
  const depositOf = (agreement: Agreement) =>
    chain.readContract({
      ...escrow,
      functionName: 'depositOf',
      args: [agreement],
    })
  const withdrawableBy = (account: Address) =>
    chain.readContract({
      ...escrow,
      functionName: 'withdrawable',
      args: [account],
    })

  test('bonds and stakes lie locked, and Escrow holds nothing else', async () => {
    for (const agreement of [
      bondAgreementOf(dataset, alice.address),
      bondAgreementOf(model, bob.address),
    ])
      expect(await depositOf(agreement)).toEqual({ free: 0n, locked: bond })
    for (const keeper of keepers)
      expect(await depositOf(stakeAgreementOf(keeper))).toEqual({
        ...{ free: 0n, locked: stake },
      })
    const { balances } = await readMoney(market.clientOf('erin'))
    expect(balances.get(getAddress(addresses.escrow))).toBe(
      2n * bond + 3n * stake,
    )
  })

  test('a keeper is paid by the second, from what Alice put aside', async () => {
    const [keeper] = keepers as [Address]
    const { account } = await openIdentity(
      join(market.folder, 'keeper-1'),
      market.chainId,
    )
    expect(account.address).toBe(keeper)
    const client = market.clientOf('erin')
    const assetId = dataset
    await fundKeeperFee(market.clientOf('alice'), {
      ...{ assetId, amountWei: prepaid, salt: newId() },
    })
    const deposit = deposits.find((one) =>
      isAddressEqual(one.keeper, keeper),
    ) as SignedDeposit
    const { proof } = deposit
    await beginKeeperFee(client, { account, deposit, proof })
    const begun = await getKeeperFee(client, { assetId, keeper })
    expect(begun).toMatchObject({
      ...{ owner: alice.address, freeWei: prepaid },
      ...{ isDue: true, unpaidSince: 0 },
    })

    clock?.advance(10 * 86_400_000)
    // Where time is what it is, less than a second may have passed.
    while (earned === 0n)
      earned = (await drawKeeperFee(client, { assetId, keeper })).paidWei
    const drawn = await getKeeperFee(client, { assetId, keeper })
    const rate = await chain.readContract({
      ...{ address: addresses.parameters, abi: parametersAbi },
      functionName: 'keeperFee',
    })
    expect(rate).toBe(parseEther('0.01'))
    const seconds = BigInt(drawn.paidUntil - begun.paidUntil)
    expect(seconds).toBeGreaterThanOrEqual(clock ? 864_000n : 1n)
    expect(earned).toBe((rate * seconds) / monthSeconds)
    expect(
      await depositOf(keeperFeeAgreementOf(assetId, alice.address)),
    ).toEqual({ free: prepaid - earned, locked: 0n })
    expect(await withdrawableBy(keeper)).toBe(earned)
    expect(await withdrawEscrow(client, { beneficiary: keeper })).toEqual({
      withdrawnWei: earned,
    })
    expect(await withdrawableBy(keeper)).toBe(0n)
    const { balances } = await readMoney(client)
    expect(keepers.map((one) => balances.get(one))).toEqual([earned, 0n, 0n])
  })

  // On a network it is a minute of waiting, and the same contracts.
  test.skipIf(!clock)('what is retired gives its bond back', async () => {
    for (const [role, assetId] of [
      ['alice', dataset],
      ['bob', model],
    ] as const) {
      const client = market.clientOf(role)
      const publisher = market.accounts[role].address
      await retireAsset(client, { assetId })
      await expect(releaseBond(client, { assetId })).rejects.toMatchObject({
        code: 'TRANSACTION_REVERTED',
      })
      const agreement = bondAgreementOf(assetId, publisher)
      expect((await depositOf(agreement)).locked).toBe(bond)
      clock?.advance(61_000)
      expect(await releaseBond(market.clientOf('erin'), { assetId })).toEqual({
        ...{ publisher, withdrawnWei: bond },
      })
      expect(await depositOf(agreement)).toEqual({ free: 0n, locked: 0n })
    }
  })

  test('each wei of everyone is where it belongs', async () => {
    const { supplyWei, balances, heldWei } = await readMoney(
      market.clientOf('erin'),
    )
    expect(opening.heldWei).toBe(opening.supplyWei)
    expect(supplyWei).toBe(opening.supplyWei)
    expect(heldWei).toBe(supplyWei)

    const prices = downloadPrice + derivePrice + modelPrice
    const toDataset = (netOf(modelPrice) * BigInt(royalty)) / 10_000n
    const income = netOf(downloadPrice) + netOf(derivePrice) + toDataset
    const ofAlice = (income * 7_000n) / totalShares
    const ofCarol = (income * 3_000n) / totalShares
    const ofBob = (netOf(modelPrice) * BigInt(10_000 - royalty)) / 10_000n
    const lockedBond = clock ? 0n : bond
    const { escrow: escrowAddress, revenue, timelock } = addresses
    const expected = new Map<Address, bigint>([
      [alice.address, ofAlice - prepaid - lockedBond],
      [bob.address, ofBob - derivePrice - lockedBond],
      [carol.address, ofCarol],
      [dave.address, -downloadPrice],
      [erin.address, -modelPrice],
      [revenue, prices - ofAlice - ofBob - ofCarol],
      [escrowAddress, 2n * lockedBond + prepaid - earned],
      [keepers[0] as Address, earned],
      [timelock, 0n],
    ])
    for (const [account, changeWei] of expected) {
      const key = getAddress(account)
      const change =
        (balances.get(key) ?? 0n) - (opening.balances.get(key) ?? 0n)
      expect([key, change]).toEqual([key, changeWei])
    }
    // Beside the DAO's fees, Revenue holds what division left: below a wei each.
    const fees = await chain.readContract({
      ...{ address: addresses.revenue, abi: revenueAbi },
      functionName: 'treasuryOwed',
    })
    const net = netOf(downloadPrice) + netOf(derivePrice) + netOf(modelPrice)
    expect(fees).toBe(prices - net)
    const dust = (balances.get(getAddress(revenue)) ?? 0n) - fees
    expect(dust).toBeGreaterThanOrEqual(0n)
    expect(dust).toBeLessThan(4n)
  })
})
