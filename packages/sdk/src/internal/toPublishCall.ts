import {
  type AssetId,
  addresses,
  bondAgreementOf,
  type Kind,
  kinds,
  type Relation,
  relations,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  parametersAbi,
} from '@sahara/protocol/abis'
import type { Abi, Address, Hex, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { signBond } from './signBond.ts'
import { rethrowChainError } from './toChainError.ts'
import { type OfferInput, toOfferTerms } from './toOfferTerms.ts'

/** What is published, as the contracts learn of it. */
export type Publication = {
  /** 32 random bytes, saved before the call: they make the asset id. */
  salt: Hex
  kind: Kind
  /** sha2-256 digest of the metadata document. */
  metadata: Hex
  /** Merkle root of the key commitments of version 1. */
  commitment: Hex
  parents?:
    | readonly {
        assetId: AssetId
        /** A derive offer whose licence the account holds. */
        offerId: Hex
        relation: Relation
      }[]
    | undefined
  /** Shares add up to 10,000. @default all to the publisher */
  contributors?: readonly { account: Address; shares: number }[] | undefined
  offers?: readonly OfferInput[] | undefined
}

/** A contract call that is still to be sent. */
export type PublishCall = {
  account: LocalAccount
  address: Address
  abi: Abi
  functionName: string
  args: readonly unknown[]
}

/** The call that publishes an asset, and the bond that it takes along. */
export async function toPublishCall(
  client: SaharaClient,
  parameters: Publication & {
    account: LocalAccount
    assetId: AssetId
  },
): Promise<{ call: PublishCall; bondWei: bigint }> {
  const { account, assetId, salt, metadata, commitment } = parameters
  const publication = {
    salt,
    kind: kinds.indexOf(parameters.kind) + 1,
    metadata,
    commitment,
    parents: (parameters.parents ?? []).map((parent) => ({
      assetId: BigInt(parent.assetId),
      offerId: parent.offerId,
      relation: relations.indexOf(parent.relation),
    })),
    contributors: parameters.contributors ?? [],
    offers: (parameters.offers ?? []).map(toOfferTerms),
  }
  const call = {
    account,
    address: addresses.assetRegistry,
    abi: assetRegistryAbi,
  }
  const bondWei = await missingBond(client, assetId, account.address)
  if (bondWei === 0n)
    return {
      bondWei,
      call: { ...call, functionName: 'publish', args: [publication] },
    }
  const bond = await signBond(client, { account, assetId, bondWei })
  const functionName = 'publishWithAuthorization'
  return { bondWei, call: { ...call, functionName, args: [publication, bond] } }
}

/** The bond to pay now; 0 when none is asked or it lies in Escrow already. */
async function missingBond(
  client: SaharaClient,
  assetId: AssetId,
  payer: Address,
): Promise<bigint> {
  const [bondWei, { free }] = await Promise.all([
    client.chain.readContract({
      address: addresses.parameters,
      abi: parametersAbi,
      functionName: 'publishBond',
    }),
    client.chain.readContract({
      address: addresses.escrow,
      abi: escrowAbi,
      functionName: 'depositOf',
      args: [bondAgreementOf(assetId, payer)],
    }),
  ]).catch(rethrowChainError)
  return free >= bondWei ? 0n : bondWei
}
