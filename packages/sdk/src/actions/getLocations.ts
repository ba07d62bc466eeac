import {
  type AssetId,
  addresses,
  checkLocations,
  SaharaError,
  toLocationListMessage,
} from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import { type Location, locationListSchema } from '@sahara/protocol/api'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

/**
 * Where the blobs of a version lie, as its owner signed it; nothing when the
 * client's node knows of no list.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `LOCATIONS_INVALID` when the node
 * made the list up, or it leads to private addresses, `NODE_UNREACHABLE`,
 * `CHAIN_UNREACHABLE`
 */
export async function getLocations(
  client: SaharaClient,
  parameters: { assetId: AssetId; version: number },
): Promise<Location[]> {
  const { assetId, version } = parameters
  const list = await requestNode(
    client,
    `/assets/${assetId}/versions/${version}/locations`,
    locationListSchema,
  ).catch((error: unknown) => {
    if (SaharaError.isInstance(error) && error.code === 'LOCATIONS_NOT_FOUND')
      return undefined
    throw error
  })
  if (!list) return []
  const chainId = await client.chain.getChainId().catch(rethrowChainError)
  const owner = await client.chain
    .readContract({
      address: addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'ownerOf',
      args: [BigInt(assetId)],
      blockTag: 'finalized',
    })
    .catch(rethrowChainError)
  const isSigned = await client.chain
    .verifyTypedData({
      address: owner,
      ...toLocationListMessage(chainId, { ...list, ...parameters }),
      signature: list.signature as Hex,
    })
    .catch(rethrowChainError)
  if (!isSigned)
    throw new SaharaError('The owner did not sign this list.', {
      code: 'LOCATIONS_INVALID',
      hint: 'Ask another node for the list, or the owner to sign it anew.',
      details: { assetId, version, owner },
    })
  checkLocations(chainId, list.locations)
  return list.locations
}
