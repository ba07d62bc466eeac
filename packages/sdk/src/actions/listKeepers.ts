import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { toChainError } from '../internal/toChainError.ts'

/** A keeper as the chain has it. */
export type RegisteredKeeper = {
  address: Address
  epoch: bigint
  endpoint: string
  /** age recipient. */
  recipient: string
}

/**
 * The keepers registered on chain. Registered does not mean reachable.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function listKeepers(
  client: SaharaClient,
): Promise<RegisteredKeeper[]> {
  const contract = { address: addresses.keepers, abi: keepersAbi } as const
  try {
    const all = await client.chain.readContract({
      ...contract,
      functionName: 'keepers',
    })
    return await Promise.all(
      all.map(async (address) => {
        const { epoch, endpoint, recipient } = await client.chain.readContract({
          ...contract,
          functionName: 'keeperOf',
          args: [address],
        })
        return { address, epoch, endpoint, recipient }
      }),
    )
  } catch (error) {
    throw toChainError(error)
  }
}
