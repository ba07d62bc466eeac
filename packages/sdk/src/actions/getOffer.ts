import {
  type AssetId,
  addresses,
  type Right,
  rightsFromBits,
  SaharaError,
  toAssetId,
} from '@sahara/protocol'
import { licencesAbi } from '@sahara/protocol/abis'
import { type Address, type Hex, zeroAddress } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { toChainError } from '../internal/toChainError.ts'

export type GetOfferReturnType = {
  assetId: AssetId
  rights: Right[]
  /** 0 = perpetual. */
  durationHours: number
  /** Royalty of derivatives, in basis points. */
  royalty: number
  /** How long a payment is held, to be refunded if the key is bad; 0 = not. */
  refundHours: number
  /** 0 = no cap. */
  maxSales: number
  /** Sales so far; counted only under a cap. */
  sold: number
  /** The contract that decides who may buy; undefined: everyone may. */
  policy: Address | undefined
  priceWei: bigint
  termsHash: Hex
  closed: boolean
}

/**
 * The terms of an offer, from the chain.
 *
 * @throws {SaharaError} `LICENCE_OFFER_NOT_FOUND`, `CHAIN_UNREACHABLE`
 */
export async function getOffer(
  client: SaharaClient,
  parameters: { offerId: Hex },
): Promise<GetOfferReturnType> {
  const { offerId } = parameters
  const { assetId, terms, closed, sold } = await client.chain
    .readContract({
      address: addresses.licences,
      abi: licencesAbi,
      functionName: 'offerOf',
      args: [offerId],
    })
    .catch((error: unknown) => {
      const ours = toChainError(error)
      if (isUnknownOffer(ours)) throw notFound(offerId)
      throw ours
    })
  return {
    assetId: toAssetId(assetId),
    rights: rightsFromBits(terms.rights),
    durationHours: terms.durationHours,
    royalty: terms.royalty,
    refundHours: terms.refundHours,
    maxSales: terms.maxSales,
    sold,
    policy: terms.policy === zeroAddress ? undefined : terms.policy,
    priceWei: terms.price,
    termsHash: terms.terms,
    closed,
  }
}

function isUnknownOffer(error: unknown): boolean {
  return (
    SaharaError.isInstance(error) &&
    error.details.error === 'LicencesUnknownOffer'
  )
}

function notFound(offerId: Hex): SaharaError {
  return new SaharaError('No offer has this id.', {
    code: 'LICENCE_OFFER_NOT_FOUND',
    hint: 'Copy the id from `sahara show ASSET`.',
    details: { offerId },
  })
}
