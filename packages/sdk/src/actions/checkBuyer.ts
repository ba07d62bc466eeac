import { addresses } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import { type Address, type Hex, isAddressEqual } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { checkPolicy } from './checkPolicy.ts'
import { type GetOfferReturnType, getOffer } from './getOffer.ts'

export type CheckBuyerParameters = {
  offerId: Hex
  /** Who would have the licence. */
  account: Address
  /** Of `getOffer`. @default read from the chain */
  offer?: GetOfferReturnType | undefined
}

/**
 * Whether the policy of an offer, if it has one, would let an account have a
 * licence now. The owner of the asset is never asked.
 *
 * @throws {SaharaError} `LICENCE_OFFER_NOT_FOUND`, `CHAIN_UNREACHABLE`
 */
export async function checkBuyer(
  client: SaharaClient,
  parameters: CheckBuyerParameters,
): Promise<boolean> {
  const { offerId, account } = parameters
  const offer = parameters.offer ?? (await getOffer(client, { offerId }))
  const { policy, assetId } = offer
  if (policy === undefined) return true
  const owner = await client.chain
    .readContract({
      address: addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'ownerOf',
      args: [BigInt(assetId)],
    })
    .catch(rethrowChainError)
  if (isAddressEqual(owner, account)) return true
  return checkPolicy(client, { policy, account, assetId, offerId })
}
