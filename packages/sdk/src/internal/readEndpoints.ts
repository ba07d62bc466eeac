import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from './toChainError.ts'

/** Where the keepers of key shares answer, by the chain. */
export function readEndpoints(
  client: SaharaClient,
  keyShares: readonly { keeper: string }[],
): Promise<{ address: Address; endpoint: string }[]> {
  return Promise.all(
    keyShares.map(async ({ keeper }) => {
      const address = keeper as Address
      const { endpoint } = await client.chain.readContract({
        address: addresses.keepers,
        abi: keepersAbi,
        functionName: 'keeperOf',
        args: [address],
      })
      return { address, endpoint }
    }),
  ).catch(rethrowChainError)
}
