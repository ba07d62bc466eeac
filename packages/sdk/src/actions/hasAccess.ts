import {
  type AssetId,
  addresses,
  type Right,
  rightsToBits,
} from '@sahara/protocol'
import { licencesAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type HasAccessParameters = {
  account: Address
  assetId: AssetId
  /** All of them. */
  rights: readonly Right[]
}

/**
 * Whether an account may do all of this with an asset now: as its owner, or by
 * licences and grants of its own or of the Sahara ID it belongs to. From the
 * chain.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function hasAccess(
  client: SaharaClient,
  parameters: HasAccessParameters,
): Promise<boolean> {
  const { account, assetId, rights } = parameters
  return client.chain
    .readContract({
      address: addresses.licences,
      abi: licencesAbi,
      functionName: 'hasAccess',
      args: [account, BigInt(assetId), rightsToBits(rights)],
    })
    .catch(rethrowChainError)
}
