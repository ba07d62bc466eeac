import {
  type AssetId,
  addresses,
  idAccountOf,
  offerIdOf,
} from '@sahara/protocol'
import { assetRegistryAbi, revenueSharesAbi } from '@sahara/protocol/abis'
import {
  addOffers,
  createMemoryJournal,
  createSaharaClient,
  getAsset,
  publishAsset,
  transferAsset,
  waitForNode,
} from '@sahara/sdk'
import { numberToHex, zeroAddress } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt } from './accounts.ts'
import { type NodeSetup, setupNode } from './setupNode.ts'

const [alice, bob] = [1, 2]
const addressOf = (index: number) => accountAt(index).address
const offer = { rights: ['download'], priceWei: 1n, terms: 'MIT' } as const
let setup: NodeSetup
let assetId: AssetId

beforeAll(async () => {
  setup = await setupNode()
  const hash = numberToHex(1, { size: 32 })
  ;({ assetId } = await publishAsset(setup.clientOf(alice), {
    ...{ salt: hash, metadata: hash, commitment: hash },
    ...{ kind: 'dataset', offers: [offer] },
  }))
})
afterAll(() => setup.close())

describe('transferAsset', () => {
  test('error: INPUT_INVALID for who can do nothing with it, TRANSACTION_REVERTED for who does not own it, ASSET_NOT_FOUND', async () => {
    const client = setup.clientOf(alice)
    const invalid = { code: 'INPUT_INVALID' }
    for (const to of [idAccountOf(1), addresses.revenue, zeroAddress])
      await expect(
        transferAsset(client, { assetId, to }),
      ).rejects.toMatchObject(invalid)
    const to = addressOf(9)
    await expect(
      transferAsset(setup.clientOf(bob), { assetId, to }),
    ).rejects.toMatchObject({ code: 'TRANSACTION_REVERTED' })
    await expect(
      transferAsset(client, { assetId: numberToHex(1, { size: 32 }), to }),
    ).rejects.toMatchObject({ code: 'ASSET_NOT_FOUND' })
  })

  test('default: the receiver owns it, once, and its shares stay', async () => {
    const to = addressOf(bob)
    const journal = createMemoryJournal()
    const client = createSaharaClient({
      rpcUrl: setup.chain.url,
      nodeUrl: setup.nodeUrl,
      account: accountAt(alice),
      journal,
    })
    // Both at once, and after: it is one transfer.
    const [sent, again] = await Promise.all([
      transferAsset(client, { assetId, to }),
      transferAsset(client, { assetId, to }),
    ])
    expect(sent.transactionHash).toBe(again.transactionHash)
    expect(await transferAsset(setup.clientOf(alice), { assetId, to })).toEqual(
      {},
    )

    await waitForNode(client)
    expect(await getAsset(client, { assetId })).toMatchObject({
      ...{ owner: to.toLowerCase(), status: 'active' },
      publisher: addressOf(alice).toLowerCase(),
      shares: [{ account: addressOf(alice).toLowerCase(), shares: 10_000 }],
      offers: [{ offerId: offerIdOf({ assetId, index: 0 }) }],
    })
    const more = { assetId, offers: [{ ...offer, priceWei: 2n }] }
    await expect(addOffers(client, more)).rejects.toMatchObject({
      code: 'TRANSACTION_REVERTED',
    })
    await addOffers(setup.clientOf(bob), more)
    // What the contracts have.
    const id = BigInt(assetId)
    const { publicClient } = setup.chain
    expect(
      await publicClient.readContract({
        ...{ address: addresses.assetRegistry, abi: assetRegistryAbi },
        ...{ functionName: 'ownerOf', args: [id] },
      }),
    ).toBe(to)
    expect(
      await publicClient.readContract({
        ...{ address: addresses.revenueShares, abi: revenueSharesAbi },
        ...{ functionName: 'balanceOf', args: [addressOf(alice), id] },
      }),
    ).toBe(10_000n)
  })
})
