import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import { type Address, zeroAddress } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from './toChainError.ts'

type Place = { address: Address; endpoint: string }

/** Where the keepers of key shares answer, and who came after them, by the chain. */
export function readEndpoints(
  client: SaharaClient,
  keyShares: readonly { keeper: string }[],
): Promise<(Place & { successor?: Place | undefined })[]> {
  const contract = { address: addresses.keepers, abi: keepersAbi } as const
  async function placeOf(address: Address): Promise<Place> {
    const { endpoint } = await client.chain.readContract({
      ...contract,
      functionName: 'keeperOf',
      args: [address],
    })
    return { address, endpoint }
  }
  return Promise.all(
    keyShares.map(async ({ keeper }) => {
      const address = keeper as Address
      const [place, successor] = await Promise.all([
        placeOf(address),
        client.chain.readContract({
          ...contract,
          functionName: 'successorOf',
          args: [address],
        }),
      ])
      return successor === zeroAddress
        ? place
        : { ...place, successor: await placeOf(successor) }
    }),
  ).catch(rethrowChainError)
}
