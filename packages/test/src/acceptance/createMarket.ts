import {
  type AssetId,
  addresses,
  bondAgreementOf,
  offerIdOf,
  type Right,
  rightsToBits,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  keyFaultsAbi,
  revenueAbi,
  revenueSharesAbi,
  royaltySplittersAbi,
} from '@sahara/protocol/abis'
import type { HeldPurchase } from '@sahara/sdk'
import { findKeyFault, type KeyFault } from '@sahara/vault'
import {
  type Address,
  type Hex,
  hexToBigInt,
  keccak256,
  numberToHex,
  parseEventLogs,
  type TransactionReceipt,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import type { ModelOffer } from '../referenceModel/createAccessModel.ts'
import { holdOf } from '../referenceModel/createProtocolModel.ts'
import type { ReferenceModel } from '../referenceModel/createReferenceModel.ts'
import { callsOf } from './callsOf.ts'
import type { Replay } from './createReplay.ts'
import { addressOf, nameOf, type World } from './createWorld.ts'
import { type DealtAsset, dealShares } from './dealShares.ts'
import { setParameter } from './setParameter.ts'

export type Listing = DealtAsset & {
  id: AssetId
  /** Royalty of the derive offer (index 0), in basis points. */
  royalty: number
  /** Wei, by the index of the offer; payments for the last one are held. */
  prices: [bigint, bigint, bigint]
  /** What proves that the key is bad; undefined for a good one. */
  fault: KeyFault | undefined
  commitment: Hex
}

/** A payment that is held, as whoever settles it names it. */
export type Hold = {
  listing: Listing
  /** Known once the purchase is settled. */
  purchase: Partial<HeldPurchase> & { purchaseId: Hex; payer: Address }
}

export type MarketPublication = {
  publisher: number
  royalty: number
  prices: [bigint, bigint, bigint]
  isKeyBad: boolean
  parents: Listing[]
  contributors: { account: number; shares: number }[]
  /** Who keeps the shares of its key. @default the first three accounts */
  keepers?: readonly number[]
  /** @default what publishing takes */
  bondWei?: bigint
}

/** The name of the error by which both refused; undefined: both did it. */
export type Outcome = Promise<string | undefined>

/** Every action is done twice: by the contracts and by the model. */
export type Market = {
  model: ReferenceModel
  /** Throws when it is refused. */
  publish: (publication: MarketPublication) => Promise<Listing>
  /** The listing is there whether or not it was refused. */
  tryPublish: (
    publication: MarketPublication,
  ) => Promise<{ listing: Listing; refusal: string | undefined }>
  buy: (buyer: number, listing: Listing, offer: 0 | 1) => Outcome
  /** Any offer for anybody. */
  buyOffer: (purchase: {
    payer: number
    offer: Hex
    beneficiary?: Address
    maxPriceWei?: bigint
    check?: (receipt: TransactionReceipt, purchaseId: Hex) => void
  }) => Outcome
  /** Makes the last purchase of the payer once more, which must not be. */
  buyAgain: (payer: number, listing: Listing) => Outcome
  /** Buys under the offer with a refund window; undefined if refused. */
  buyHeld: (buyer: number, listing: Listing) => Promise<Hold | undefined>
  /** Makes the window of every purchase so far end. */
  passWindows: () => Promise<void>
  proveFault: (
    caller: number,
    key: Pick<Listing, 'commitment' | 'fault'>,
  ) => Outcome
  release: (caller: number, hold: Hold) => Outcome
  refund: (caller: number, hold: Hold) => Outcome
  pay: (payer: number, listing: Listing, amountWei: bigint) => Outcome
  distribute: (caller: number, listing: Listing) => Outcome
  transferShares: (transfer: {
    listing: Listing
    from: number
    to: number
    shares: bigint
  }) => Outcome
  /** The caller triggers, the account is paid. */
  claim: (caller: number, account: number, from: Listing[]) => Outcome
  claimTreasury: (caller: number) => Outcome
  releaseRoyalties: (caller: number, listing: Listing) => Outcome
  /** Through the timelock, delay included. */
  setFee: (basisPoints: number) => Promise<void>
  settle: () => Promise<void>
}

const refundHours = 48

/** @param step of the replay: waits for each, or for none */
export function createMarket(
  world: World,
  step: Replay['step'] = world.replay.step,
): Market {
  const { model, clock, agree } = world
  const { settle } = world.replay
  const callRevenue = callsOf(step, addresses.revenue, revenueAbi)
  const lastIds = new Map<number, Hex>()
  let count = 0
  const unique = () => numberToHex(++count, { size: 32 })

  function buyWith(
    purchaseId: Hex,
    parameters: Parameters<Market['buyOffer']>[0],
  ) {
    const { payer, offer, check } = parameters
    const { beneficiary = addressOf(payer) } = parameters
    const { priceWei } = model.access.offerOf(offer)
    const { maxPriceWei = priceWei } = parameters
    const isNative = count % 3 === 0
    return step({
      ...{ from: payer, to: addresses.revenue, abi: revenueAbi },
      functionName: isNative ? 'buyWithNative' : 'buy',
      args: [
        { purchaseId, offerId: offer, beneficiary, maxPrice: maxPriceWei },
      ],
      value: isNative ? priceWei + 7n : undefined,
      check: (receipt) => check?.(receipt, purchaseId),
      model: (now) =>
        model.buy(
          {
            ...{ id: purchaseId, offer, payer: nameOf(payer), isNative },
            ...{ beneficiary: beneficiary.toLowerCase(), maxPriceWei },
          },
          now,
        ),
    })
  }

  const buyOffer: Market['buyOffer'] = (purchase) => {
    const id = unique()
    lastIds.set(purchase.payer, id)
    return buyWith(id, purchase)
  }

  const buy: Market['buy'] = (payer, listing, offer) =>
    buyOffer({ payer, offer: offerOf(listing, offer) })

  async function settleHold(
    way: 'release' | 'refund',
    caller: number,
    { purchase: held }: Hold,
  ) {
    if (held.saleNumber === undefined) await settle()
    const purchase = holdOf(held.payer.toLowerCase(), held.purchaseId)
    return callRevenue(caller, way, [held], (now) => model[way](purchase, now))
  }

  const tryPublish: Market['tryPublish'] = async (publication) => {
    const { publisher, royalty, prices, isKeyBad, parents } = publication
    const { keepers = [0, 1, 2], bondWei = model.terms.bondWei } = publication
    const dealt = await dealShares({
      ...{ publisher, salt: unique(), isKeyBad },
      keepers: keepers.map((index) => ({
        // Who never registered has none yet; nobody asks what it holds.
        ...{ index, epoch: model.keepers.epochOf(nameOf(index)) || 1 },
      })),
    })
    const { assetId: id, salt, block, shares, commitment } = dealt.deal
    const fault = await findKeyFault({ block, shares })
    const listing = { ...dealt, id, royalty, prices, commitment, fault }
    for (const parent of parents) await buy(publisher, parent, 0)
    const bond = bondAgreementOf(id, addressOf(publisher))
    if (bondWei > 0n)
      await step({
        ...{ from: publisher, to: addresses.escrow, abi: escrowAbi },
        ...{ functionName: 'fund', args: [bond, bondWei] },
        model: () => model.escrow.fund(agree(bond), nameOf(publisher), bondWei),
      })
    const [offers, metadata] = [offersOf(listing), unique()]
    const contributors = publication.contributors.map((one) => ({
      ...{ account: addressOf(one.account), shares: one.shares },
    }))
    const refusal = await step({
      ...{ from: publisher, to: addresses.assetRegistry },
      ...{ abi: assetRegistryAbi, functionName: 'publish' },
      args: [
        {
          ...{ salt, kind: 1, metadata, commitment, contributors },
          parents: parents.map((parent) => ({
            ...{ assetId: hexToBigInt(parent.id), relation: 2 },
            offerId: offerOf(parent, 0),
          })),
          offers: offers.map((offer, index) => ({
            ...toTerms(offer),
            royalty: index === 0 ? royalty : 0,
          })),
        },
      ],
      model: (now) =>
        model.publish(
          {
            ...{ asset: id, publisher: nameOf(publisher), offers },
            version: { metadata, commitment },
            parents: parents.map((parent) => ({
              ...{ asset: parent.id, rate: parent.royalty },
              offer: offerOf(parent, 0),
            })),
            contributors: contributors.map(({ account, shares: held }) => ({
              ...{ account: account.toLowerCase(), shares: held },
            })),
          },
          now,
        ),
    })
    return { listing, refusal }
  }

  return {
    ...{ model: model.money, settle, buy, buyOffer, tryPublish },
    publish: async (publication) => {
      const { listing, refusal } = await tryPublish(publication)
      if (refusal) throw new RangeError(`not published: ${refusal}`)
      return listing
    },
    buyAgain: (payer, listing) =>
      buyWith(lastIds.get(payer) ?? unique(), {
        ...{ payer, offer: offerOf(listing, 1) },
      }),
    buyHeld: async (buyer, listing) => {
      const address = addressOf(buyer)
      const offerId = offerOf(listing, 2)
      const hold: Hold = {
        ...{ listing, purchase: { purchaseId: zeroHash, payer: address } },
      }
      const refusal = await buyOffer({
        ...{ payer: buyer, offer: offerId },
        check: ({ logs }, purchaseId) => {
          const [event] = parseEventLogs({
            ...{ abi: revenueAbi, eventName: 'PaymentHeld', logs },
          })
          if (!event) throw new RangeError('nothing is held')
          Object.assign(hold.purchase, {
            ...{ purchaseId, offerId, beneficiary: address },
            ...{ assetId: hexToBigInt(listing.id) },
            // Of the version that is sold.
            commitment: model.assets.commitmentOf(listing.id) as Hex,
            saleNumber: event.args.saleNumber,
          })
        },
      })
      return refusal === undefined ? hold : undefined
    },
    passWindows: async () => {
      await settle()
      clock.advance(refundHours * 3_600_000)
    },
    proveFault: async (caller, { commitment, fault }) => {
      if (!fault) throw new RangeError('the key is good')
      const call = callsOf(step, addresses.keyFaults, keyFaultsAbi)
      return call(caller, 'prove', [commitment, fault], () =>
        model.proveFault(commitment),
      )
    },
    release: (caller, hold) => settleHold('release', caller, hold),
    refund: (caller, hold) => settleHold('refund', caller, hold),
    pay: (payer, { id }, amountWei) =>
      callRevenue(payer, 'pay', [hexToBigInt(id), amountWei], () =>
        model.pay(nameOf(payer), id, amountWei),
      ),
    distribute: (caller, { id }) =>
      callRevenue(caller, 'distribute', [hexToBigInt(id)], () =>
        model.money.distribute(id),
      ),
    transferShares: ({ listing: { id }, from, to, shares }) =>
      step({
        ...{ from, to: addresses.revenueShares, abi: revenueSharesAbi },
        functionName: 'transfer',
        args: [addressOf(to), hexToBigInt(id), shares],
        model: () =>
          model.money.transferShares({
            ...{ asset: id, from: nameOf(from), to: nameOf(to), shares },
          }),
      }),
    claim: (caller, account, from) => {
      let expected = 0n
      return step({
        ...{ from: caller, to: addresses.revenueShares, abi: revenueSharesAbi },
        functionName: 'claim',
        args: [addressOf(account), from.map(({ id }) => hexToBigInt(id))],
        model: () => {
          expected = model.claim(
            nameOf(account),
            from.map(({ id }) => id),
          )
        },
        check: (receipt) => {
          const paid = claimedIn(receipt)
          if (paid !== expected)
            throw new RangeError(`claimed ${paid}, the model says ${expected}`)
        },
      })
    },
    claimTreasury: (caller) =>
      callRevenue(caller, 'claimTreasury', [], () => model.claimTreasury()),
    releaseRoyalties: (caller, { id }) =>
      step({
        ...{ from: caller, to: addresses.royaltySplitters },
        ...{ abi: royaltySplittersAbi, functionName: 'release' },
        args: [hexToBigInt(id)],
        model: () => model.releaseRoyalties(id),
      }),
    setFee: (basisPoints) => setParameter(world, 'fee', BigInt(basisPoints)),
  }
}

export function offerOf(listing: Listing, index: number): Hex {
  return offerIdOf({ assetId: listing.id, index })
}

/** What every listing is sold for: to derive, to download, and with a window. */
function offersOf(listing: Listing): ModelOffer[] {
  const rights: Right[] = ['derive', 'download', 'download']
  return listing.prices.map((priceWei, index) => ({
    ...{ id: offerOf(listing, index), asset: listing.id, priceWei },
    rights: [rights[index] ?? 'download'],
    ...{ durationHours: 0, maxSales: 0, policy: undefined },
    refundHours: index === 2 ? refundHours : 0,
  }))
}

/** An offer without a policy as the contract takes it. */
export function toTerms(offer: ModelOffer) {
  const { priceWei, durationHours, refundHours: hours, maxSales } = offer
  return {
    ...{ price: priceWei, durationHours, refundHours: hours, maxSales },
    ...{ rights: rightsToBits(offer.rights as Right[]), royalty: 0 },
    ...{ policy: zeroAddress as Address, terms: keccak256(toHex('CC-BY-4.0')) },
  }
}

function claimedIn({ logs }: TransactionReceipt): bigint {
  return parseEventLogs({
    ...{ abi: revenueSharesAbi, eventName: 'Claimed', logs },
  }).reduce((sum, { args }) => sum + args.amount, 0n)
}
