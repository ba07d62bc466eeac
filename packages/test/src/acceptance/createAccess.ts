import {
  addresses,
  offerIdOf,
  perpetual,
  type Right,
  rights as rightBits,
} from '@sahara/protocol'
import {
  licencesAbi,
  membershipAbi,
  policyFactoryAbi,
} from '@sahara/protocol/abis'
import { type Address, type Hex, parseEventLogs, zeroAddress } from 'viem'
import type {
  ModelOffer,
  ModelPolicy,
} from '../referenceModel/createAccessModel.ts'
import { callsOf } from './callsOf.ts'
import { type Listing, type Outcome, toTerms } from './createMarket.ts'
import { nameOf, type World } from './createWorld.ts'

/** A policy on chain, and what the model makes of it. */
export type PolicyPair = { address: Address; model: ModelPolicy }

export type OfferPair = { id: Hex; listing: Listing }

/** Who may use what, done twice: by the contracts and by the model. */
export type Access = {
  /** Makes a policy, from parts that are there. */
  policy: (
    functionName: string,
    args: readonly unknown[],
    model: ModelPolicy,
  ) => Promise<PolicyPair>
  setMember: (list: PolicyPair, account: Address, member: boolean) => Outcome
  /** Undefined: it was refused. */
  addOffer: (
    from: number,
    listing: Listing,
    offer: Omit<ModelOffer, 'id' | 'asset' | 'policy'> & {
      policy: PolicyPair | undefined
    },
  ) => Promise<OfferPair | undefined>
  close: (from: number, offer: OfferPair) => Outcome
  grant: (
    from: number,
    listing: Listing,
    account: Address,
    right: Right,
    expiryHour: number,
  ) => Outcome
  revoke: (
    from: number,
    listing: Listing,
    account: Address,
    right: Right,
  ) => Outcome
}

/** Whose the lists are. */
const keeperOfLists = 9

/** Offers, grants and policies of listings, by whoever owns them. */
export function createAccess({ replay, model }: World): Access {
  const { access } = model
  const offerCounts = new Map<string, number>()
  const call = callsOf(replay.step, addresses.licences, licencesAbi)
  return {
    policy: async (functionName, args, modelled) => {
      let address: Address | undefined
      await replay.step({
        ...{ from: keeperOfLists, to: addresses.policyFactory },
        ...{ abi: policyFactoryAbi, functionName, args },
        model: () => undefined,
        check: ({ logs }) => {
          const [event] = parseEventLogs({
            ...{ abi: policyFactoryAbi, eventName: 'PolicyCreated', logs },
          })
          address = event?.args.policy
        },
      })
      if (!address) throw new RangeError('the factory made no policy')
      return { address, model: modelled }
    },
    setMember: ({ address, model: list }, account, member) =>
      replay.step({
        ...{ from: keeperOfLists, to: address, abi: membershipAbi },
        ...{ functionName: 'setMembers', args: [[account], member] },
        model: () => {
          if (list.kind !== 'list') throw new TypeError('it is no list')
          if (member) list.members.add(account.toLowerCase())
          else list.members.delete(account.toLowerCase())
        },
      }),
    addOffer: async (from, listing, { policy, ...offer }) => {
      // The market's own come first.
      const index = offerCounts.get(listing.id) ?? listing.prices.length
      const { id: asset } = listing
      const id = offerIdOf({ assetId: asset, index })
      const added = { ...offer, id, asset, policy: policy?.model }
      const terms = {
        ...toTerms(added),
        policy: policy?.address ?? zeroAddress,
      }
      const refusal = await call(
        from,
        'addOffers',
        [BigInt(asset), [terms]],
        () => access.add(nameOf(from), [added]),
      )
      if (refusal) return undefined
      offerCounts.set(asset, index + 1)
      return { id, listing }
    },
    close: (from, { id }) =>
      call(from, 'closeOffer', [id], () => access.close(nameOf(from), id)),
    grant: (from, { id }, account, right, expiryHour) =>
      call(
        from,
        'grant',
        [account, BigInt(id), rightBits[right], expiryHour],
        () =>
          access.grant(
            nameOf(from),
            id,
            account.toLowerCase(),
            right,
            expiryHour === perpetual ? Number.POSITIVE_INFINITY : expiryHour,
          ),
      ),
    revoke: (from, { id }, account, right) =>
      call(from, 'revoke', [account, BigInt(id), rightBits[right]], () =>
        access.revoke(nameOf(from), id, account.toLowerCase(), right),
      ),
  }
}
