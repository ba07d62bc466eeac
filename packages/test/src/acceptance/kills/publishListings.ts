import { type AssetId, offerIdOf } from '@sahara/protocol'
import { buyLicence, createSaharaClient, publish } from '@sahara/sdk'
import { createMemoryBlobStore, newContentKey } from '@sahara/vault'
import { type Hex, keccak256, toHex } from 'viem'
import { accountAt } from '../../accounts.ts'
import type { ReferenceModel } from '../../referenceModel/createReferenceModel.ts'

export type SoldOffer = {
  assetId: AssetId
  offerId: Hex
  /** As one names it on the command line. */
  name: string
  priceWei: bigint
  /** Whoever buys it may open the asset. */
  isReadable: boolean
  /** Its payments are held, longer than the test lasts. */
  isHeld: boolean
}

export type Listings = {
  assetIds: AssetId[]
  offers: SoldOffer[]
  /** What whoever opens an asset must read, by its id. */
  contents: ReadonlyMap<AssetId, string>
}

/** Index of the developer account: publish, hold shares, and claim. */
export const earners = { alice: 0, bob: 1, carol: 2 } as const

const terms = 'CC-BY-4.0'
const royalty = 1_250
// Odd, so that every split rounds.
const downloadPriceWei = 1_234_567_890_123_456_789n
const derivePriceWei = 98_765_432_109_876_543n
const heldPriceWei = 27_182_818_284_590_453n
const modelPriceWei = 3_141_592_653_589_793_239n

/**
 * Alice, with Carol, publishes a dataset, and Bob a model made from it; the
 * reference model is told the same.
 */
export async function publishListings(parameters: {
  rpcUrl: string
  nodeUrl: string
  model: ReferenceModel
}): Promise<Listings> {
  const { model } = parameters
  const alice = accountAt(earners.alice)
  const bob = accountAt(earners.bob)
  const carol = accountAt(earners.carol)
  const client = createSaharaClient(parameters)
  const { recipient: ownerRecipient } = await newContentKey()
  const contents = new Map<AssetId, string>()

  async function publishOne(
    content: string,
    rest: Pick<
      Parameters<typeof publish>[1],
      'account' | 'kind' | 'parents' | 'contributors' | 'offers'
    >,
  ): Promise<AssetId> {
    const bytes = new TextEncoder().encode(content)
    const { assetId } = await publish(client, {
      ...rest,
      salt: keccak256(toHex(content)),
      description: { name: content },
      terms,
      files: [
        { path: 'content.txt', size: bytes.length, stream: () => [bytes] },
      ],
      store: createMemoryBlobStore(),
      ownerRecipient,
    })
    contents.set(assetId, content)
    return assetId
  }

  const dataset = await publishOne('measurements', {
    account: alice,
    kind: 'dataset',
    contributors: [
      { account: alice.address, shares: 6_667 },
      { account: carol.address, shares: 3_333 },
    ],
    offers: [
      { rights: ['download'], priceWei: downloadPriceWei, terms },
      { rights: ['derive'], royalty, priceWei: derivePriceWei, terms },
      {
        rights: ['download'],
        priceWei: heldPriceWei,
        refundHours: 48,
        terms,
      },
    ],
  })
  model.publish({
    asset: dataset,
    parents: [],
    contributors: [
      { account: alice.address, shares: 6_667 },
      { account: carol.address, shares: 3_333 },
    ],
  })
  await buyLicence(client, {
    account: bob,
    offerId: offerOf(dataset, 1),
    maxPriceWei: derivePriceWei,
    purchaseId: keccak256(toHex('the right to derive')),
  })
  model.pay(dataset, derivePriceWei)

  const derived = await publishOne('weights', {
    account: bob,
    kind: 'model',
    parents: [
      {
        assetId: dataset,
        offerId: offerOf(dataset, 1),
        relation: 'TRAINED_ON',
      },
    ],
    offers: [{ rights: ['download'], priceWei: modelPriceWei, terms }],
  })
  model.publish({
    asset: derived,
    parents: [{ asset: dataset, rate: royalty }],
    contributors: [{ account: bob.address, shares: 10_000 }],
  })
  return {
    assetIds: [dataset, derived],
    contents,
    offers: [
      sold(dataset, 0, downloadPriceWei),
      { ...sold(dataset, 1, derivePriceWei), isReadable: false },
      { ...sold(dataset, 2, heldPriceWei), isHeld: true },
      sold(derived, 0, modelPriceWei),
    ],
  }
}

function sold(assetId: AssetId, index: number, priceWei: bigint): SoldOffer {
  const offerId = offerOf(assetId, index)
  const name = `${assetId}/${index}`
  return { assetId, offerId, name, priceWei, isReadable: true, isHeld: false }
}

function offerOf(assetId: AssetId, index: number): Hex {
  return offerIdOf({
    assetId,
    index,
  })
}
