import type { LocationList } from './api/locations.ts'
import { locationListTypes, registryDomain } from './eip712.ts'

/** What is signed of a location list, for viem's typed data functions. */
export function toLocationListMessage(
  chainId: number,
  list: Omit<LocationList, 'signature'>,
) {
  const { assetId, version, sequence, locations } = list
  return {
    domain: registryDomain(chainId),
    types: locationListTypes,
    primaryType: 'LocationList',
    message: {
      assetId: BigInt(assetId),
      version,
      sequence: BigInt(sequence),
      locations,
    },
  } as const
}
