import { type AssetId, addresses, offerIdOf, perpetual } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import {
  buyLicence,
  createSaharaClient,
  grantAccess,
  publishAsset,
} from '@sahara/sdk'
import { createWalletClient, http, parseEther, toHex } from 'viem'
import { accountAt } from '../accounts.ts'
import { localChain } from '../setupChain.ts'

/**
 * Makes what can be verified: the first developer owns an asset, the fourth
 * bought two licences of it and was granted a right, and got another asset.
 */
export async function makeSale(
  rpcUrl: string,
): Promise<{ assetId: AssetId; movedId: AssetId }> {
  const client = createSaharaClient({ rpcUrl })
  const owner = accountAt(0)
  const buyer = accountAt(3)
  const priceWei = parseEther('2') + 7n
  const asset = {
    account: owner,
    kind: 'dataset',
    metadata: toHex(2, { size: 32 }),
    commitment: toHex(3, { size: 32 }),
  } as const
  const { assetId } = await publishAsset(client, {
    ...asset,
    salt: toHex(1, { size: 32 }),
    offers: [
      { rights: ['download'], priceWei, terms: 'CC-BY-4.0' },
      { rights: ['compute'], durationHours: 24, priceWei, terms: 'MIT' },
    ],
  })
  for (const index of [0, 1])
    await buyLicence(client, {
      account: buyer,
      offerId: offerIdOf({ assetId, index }),
      maxPriceWei: priceWei,
      purchaseId: toHex(index + 1, { size: 32 }),
    })
  await grantAccess(client, {
    account: owner,
    assetId,
    to: buyer.address,
    rights: ['infer'],
    untilHour: perpetual,
  })
  const { assetId: movedId } = await publishAsset(client, {
    ...asset,
    salt: toHex(2, { size: 32 }),
    offers: [],
  })
  const wallet = createWalletClient({
    account: owner,
    chain: localChain,
    transport: http(rpcUrl),
  })
  await client.chain.waitForTransactionReceipt({
    hash: await wallet.writeContract({
      address: addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'transferFrom',
      args: [owner.address, buyer.address, BigInt(movedId)],
    }),
  })
  return { assetId, movedId }
}
