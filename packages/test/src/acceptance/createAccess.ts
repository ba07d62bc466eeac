import {
  addresses,
  idAccountOf,
  offerIdOf,
  perpetual,
  type Right,
  rights as rightBits,
  rightsToBits,
} from '@sahara/protocol'
import {
  licencesAbi,
  membershipAbi,
  policyFactoryAbi,
  revenueAbi,
  saharaIdAbi,
} from '@sahara/protocol/abis'
import { createSaharaClient, signLink } from '@sahara/sdk'
import {
  type Abi,
  type Address,
  BaseError,
  decodeErrorResult,
  encodeFunctionData,
  type Hex,
  isHex,
  keccak256,
  numberToHex,
  parseEventLogs,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { accountAt } from '../accounts.ts'
import {
  type AccessModel,
  createAccessModel,
  type ModelPolicy,
} from '../referenceModel/createAccessModel.ts'
import type { TestChain } from '../setupChain.ts'
import type { Listing, Market } from './createMarket.ts'

/** A policy on chain, and what the model makes of it. */
export type PolicyPair = { address: Address; model: ModelPolicy }

export type OfferPair = { id: Hex; listing: Listing }

/** Who may use what, done twice: by the contracts and by the model. */
export type Access = {
  model: AccessModel
  /** Makes a policy, from parts that are there. */
  policy: (
    functionName: string,
    args: readonly unknown[],
    model: ModelPolicy,
  ) => Promise<PolicyPair>
  setMember: (
    list: PolicyPair,
    account: Address,
    member: boolean,
  ) => Promise<void>
  /** An organisation of this account, which alone belongs to it at first. */
  register: (owner: number, handle: string) => Promise<Address>
  link: (account: number, owner: number, id: number) => Promise<void>
  unlink: (account: number) => Promise<void>
  addOffer: (
    listing: Listing,
    offer: {
      rights: readonly Right[]
      durationHours: number
      maxSales: number
      policy: PolicyPair | undefined
    },
  ) => Promise<OfferPair>
  close: (offer: OfferPair) => Promise<void>
  /**
   * Buys, or sees that the chain refuses for the same reason as the model.
   *
   * @returns the reason; undefined once it is bought
   */
  buy: (
    payer: number,
    offer: OfferPair,
    beneficiary: Address,
    now: number,
  ) => Promise<string | undefined>
  grant: (
    listing: Listing,
    account: Address,
    right: Right,
    expiryHour: number,
  ) => Promise<void>
  revoke: (listing: Listing, account: Address, right: Right) => Promise<void>
}

const errors: Record<string, string> = {
  closed: 'LicencesOfferClosed',
  'sold out': 'LicencesSoldOut',
  'not allowed': 'LicencesNotAllowed',
}

/** Licences, policies and organisations of a market whose listings are known. */
export function createAccess(
  { publicClient, url }: TestChain,
  market: Market,
): Access {
  const model = createAccessModel({ sharesOf: market.model.sharesOf })
  const client = createSaharaClient({ rpcUrl: url })
  const offerCounts = new Map<string, number>()
  let purchases = 0
  let ids = 0
  const send = (
    from: number,
    to: Address,
    abi: Abi,
    functionName: string,
    args: readonly unknown[],
  ) =>
    market.send({
      from,
      to,
      data: encodeFunctionData({ abi, functionName, args }),
    })

  /** The name of the error that a call ends with. */
  async function refusalOf(from: number, data: Hex): Promise<string> {
    try {
      await publicClient.call({
        ...{ account: accountAt(from).address, to: addresses.revenue, data },
      })
      return 'none'
    } catch (error) {
      if (!(error instanceof BaseError)) throw error
      const found = error.walk((cause) =>
        isHex((cause as { data?: unknown }).data),
      ) as { data: Hex } | null
      return decodeErrorResult({
        abi: licencesAbi,
        data: found?.data ?? '0x',
      }).errorName
    }
  }

  return {
    model,
    policy: async (functionName, args, modelled) => {
      let address: Address | undefined
      await market.send({
        ...{ from: 9, to: addresses.policyFactory },
        data: encodeFunctionData({
          ...{ abi: policyFactoryAbi as Abi, functionName, args },
        }),
        check: ({ logs }) => {
          const [event] = parseEventLogs({
            ...{ abi: policyFactoryAbi, eventName: 'PolicyCreated', logs },
          })
          address = event?.args.policy
        },
      })
      await market.settle()
      if (!address) throw new RangeError('the factory made no policy')
      return { address, model: modelled }
    },
    setMember: async ({ address, model: list }, account, member) => {
      if (list.kind !== 'list') throw new RangeError('it is no list')
      if (member) list.members.add(account)
      else list.members.delete(account)
      await send(9, address, membershipAbi, 'setMembers', [[account], member])
    },
    register: async (owner, handle) => {
      await send(owner, addresses.saharaId, saharaIdAbi, 'register', [
        ...[handle, zeroHash, 'age1'],
      ])
      const organisation = idAccountOf(++ids)
      model.link(accountAt(owner).address, organisation)
      return organisation
    },
    link: async (account, owner, id) => {
      await market.settle()
      model.link(accountAt(account).address, idAccountOf(id))
      const { signature, deadline } = await signLink(client, {
        ...{ account: accountAt(account), id, lifetimeSeconds: 10 ** 9 },
      })
      await send(owner, addresses.saharaId, saharaIdAbi, 'linkAccount', [
        ...[BigInt(id), accountAt(account).address],
        { deadline: BigInt(deadline), signature },
      ])
    },
    unlink: async (account) => {
      const { address } = accountAt(account)
      model.unlink(address)
      await send(account, addresses.saharaId, saharaIdAbi, 'unlinkAccount', [
        address,
      ])
    },
    addOffer: async (listing, { rights, policy, ...offer }) => {
      // The market's own come first.
      const index = offerCounts.get(listing.id) ?? listing.prices.length
      offerCounts.set(listing.id, index + 1)
      const id = offerIdOf({
        ...{ assetId: listing.id, index },
      })
      const { id: asset, publisher } = listing
      model.add({ ...offer, id, asset, rights, policy: policy?.model })
      await send(publisher, addresses.licences, licencesAbi, 'addOffers', [
        BigInt(asset),
        [
          {
            ...{ ...offer, rights: rightsToBits(rights), royalty: 0 },
            ...{ refundHours: 0, price: 1n, terms: keccak256(toHex('MIT')) },
            policy: policy?.address ?? zeroAddress,
          },
        ],
      ])
      return { id, listing }
    },
    close: async ({ id, listing }) => {
      model.close(id)
      await send(
        ...([listing.publisher, addresses.licences, licencesAbi] as const),
        ...(['closeOffer', [id]] as const),
      )
    },
    buy: async (payer, offer, beneficiary, now) => {
      const purchase = {
        ...{ purchaseId: numberToHex(++purchases, { size: 31 }).concat('ff') },
        ...{ offerId: offer.id, beneficiary, maxPrice: 1n },
      }
      const data = encodeFunctionData({
        ...{ abi: revenueAbi as Abi, functionName: 'buy', args: [purchase] },
      })
      try {
        model.buy(offer.id, beneficiary, now)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        await market.settle()
        const refusal = await refusalOf(payer, data)
        if (refusal !== errors[error.message])
          throw new RangeError(`${refusal}; the model says ${error.message}`)
        return error.message
      }
      market.model.pay(offer.listing.id, 1n)
      await market.send({ from: payer, to: addresses.revenue, data })
      return undefined
    },
    grant: async ({ id, publisher }, account, right, expiryHour) => {
      model.grant(
        ...([id, account, right] as const),
        expiryHour === perpetual ? Number.POSITIVE_INFINITY : expiryHour,
      )
      await send(publisher, addresses.licences, licencesAbi, 'grant', [
        ...[account, BigInt(id), rightBits[right], expiryHour],
      ])
    },
    revoke: async ({ id, publisher }, account, right) => {
      model.revoke(id, account, right)
      await send(publisher, addresses.licences, licencesAbi, 'revoke', [
        ...[account, BigInt(id), rightBits[right]],
      ])
    },
  }
}
