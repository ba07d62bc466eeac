import {
  type AssetId,
  addresses,
  bondAgreementOf,
  kinds,
  relations,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  parametersAbi,
} from '@sahara/protocol/abis'
import type { Abi, Address, LocalAccount } from 'viem'
import type { PublishAssetParameters } from '../actions/publishAsset.ts'
import type { SaharaClient } from '../createSaharaClient.ts'
import { signBond } from './signBond.ts'
import { rethrowChainError } from './toChainError.ts'
import { toOfferTerms } from './toOfferTerms.ts'

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
  parameters: PublishAssetParameters & {
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
