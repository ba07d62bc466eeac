import { readFile } from 'node:fs/promises'
import { addresses } from '@sahara/protocol'
import {
  assetRegistryAbi,
  licencesAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import { accountAt, makeSale, setupChain, type TestChain } from '@sahara/test'
import { hexToBigInt } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  accessSlots,
  balanceSlots,
  ownerSlots,
  type StorageSlots,
} from './storageSlots.ts'

const owner = accountAt(0)
const buyer = accountAt(3)
const half = 128n

let chain: TestChain
let sale: Awaited<ReturnType<typeof makeSale>>
beforeAll(async () => {
  chain = await setupChain()
  sale = await makeSale(chain.url)
})
afterAll(() => chain.close())

async function read({ address, slots }: StorageSlots): Promise<bigint[]> {
  const values = await Promise.all(
    slots.map((slot) => chain.publicClient.getStorageAt({ address, slot })),
  )
  return values.map((value) => hexToBigInt(value ?? '0x0'))
}

test('default: balances are where the token keeps them', async () => {
  for (const account of [owner.address, buyer.address, addresses.timelock]) {
    const balance = await chain.publicClient.readContract({
      address: addresses.token,
      abi: saharaTokenAbi,
      functionName: 'balanceOf',
      args: [account],
    })
    expect(balance).toBeGreaterThan(0n)
    expect(await read(balanceSlots(account))).toEqual([balance])
  }
})

test('default: access is where Licences keeps it', async () => {
  const access = await chain.publicClient.readContract({
    address: addresses.licences,
    abi: licencesAbi,
    functionName: 'accessOf',
    args: [buyer.address, BigInt(sale.assetId)],
  })
  const granted = access >> half
  expect(granted).toBeGreaterThan(0n)
  const [stored = 0n] = await read(accessSlots(buyer.address, sale.assetId))
  expect(stored >> half).toBe(granted)
  // 24 hours of `compute`, the second right, and `download` for ever, which is
  // stored with one bit less.
  expect((stored >> 32n) & 0xffff_ffffn).toBe((access >> 32n) & 0xffff_ffffn)
  expect(stored & 0xffff_ffffn).toBe(0x7fff_ffffn)
  expect(access & 0xffff_ffffn).toBe(0xffff_ffffn)
})

test('default: owners are where AssetRegistry keeps them, publishers until a transfer', async () => {
  const ownerOf = (assetId: string) =>
    chain.publicClient.readContract({
      address: addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'ownerOf',
      args: [BigInt(assetId)],
    })
  const addressOf = (value: bigint | undefined) =>
    (value ?? 0n) & ((1n << 160n) - 1n)
  const [none, first] = await read(ownerSlots(sale.assetId))
  expect(none).toBe(0n)
  expect(addressOf(first)).toBe(hexToBigInt(await ownerOf(sale.assetId)))
  const [moved, publisher] = await read(ownerSlots(sale.movedId))
  expect(moved).toBe(hexToBigInt(await ownerOf(sale.movedId)))
  expect(addressOf(publisher)).toBe(hexToBigInt(owner.address))
  expect(moved).not.toBe(addressOf(publisher))
})

test('behavior: no upgrade may move them, by the layouts that are kept', async () => {
  const layouts = JSON.parse(
    await readFile(
      new URL('../../../../contracts/layouts.json', import.meta.url),
      'utf8',
    ),
  )
  const licences = layouts.Licences['erc7201:sahara.storage.Licences']
  expect(licences.members).toContain('1+0 books: struct SaleLedger.Books')
  expect(licences.structs['SaleLedger.Books'].members).toContain(
    '0+0 access: mapping(address => mapping(uint256 => uint256))',
  )
  const registry = layouts.AssetRegistry
  expect(registry['erc7201:openzeppelin.storage.ERC721'].members).toContain(
    '2+0 _owners: mapping(uint256 => address)',
  )
  const own = registry['erc7201:sahara.storage.AssetRegistry']
  expect(own.members).toContain(
    '0+0 assets: mapping(uint256 => struct AssetRegistry.Asset)',
  )
  expect(own.structs['AssetRegistry.Asset'].members).toContain(
    '0+0 publisher: address',
  )
})
