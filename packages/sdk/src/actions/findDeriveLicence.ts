import {
  type AssetId,
  addresses,
  offerIdOf,
  SaharaError,
} from '@sahara/protocol'
import { licencesAbi } from '@sahara/protocol/abis'
import type { Address, Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type FindDeriveLicenceParameters = {
  /** Publishes the derivative. */
  account: Address
  /** The parent. */
  assetId: AssetId
}

export type FindDeriveLicenceReturnType = {
  offerId: Hex
  /** What the derivative owes the parent, in basis points. */
  royalty: number
}

/**
 * The derive licence of an asset that an account holds now; of several, the
 * one with the lowest royalty, the oldest first. An owner holds every one.
 *
 * @throws {SaharaError} `LICENCE_NOT_HELD`, `CHAIN_UNREACHABLE`
 */
export async function findDeriveLicence(
  client: SaharaClient,
  parameters: FindDeriveLicenceParameters,
): Promise<FindDeriveLicenceReturnType> {
  const { account, assetId } = parameters
  const contract = { address: addresses.licences, abi: licencesAbi } as const
  const read = async () => {
    const count = await client.chain.readContract({
      ...contract,
      functionName: 'offerCount',
      args: [BigInt(assetId)],
    })
    return Promise.all(
      Array.from({ length: Number(count) }, async (_, index) => {
        const offerId = offerIdOf({ assetId, index })
        const [allowed, royalty] = await client.chain.readContract({
          ...contract,
          functionName: 'deriveTerms',
          args: [account, BigInt(assetId), offerId],
        })
        return { offerId, allowed, royalty }
      }),
    )
  }
  const offers = await read().catch(rethrowChainError)
  const [best] = offers
    .filter(({ allowed }) => allowed)
    .sort((a, b) => a.royalty - b.royalty)
  if (best) return { offerId: best.offerId, royalty: best.royalty }
  throw new SaharaError('The account holds no derive licence of this parent.', {
    code: 'LICENCE_NOT_HELD',
    hint: 'Buy one of its offers with the right to derive.',
    details: { account, assetId },
  })
}
