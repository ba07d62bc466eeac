import { addresses } from '@sahara/protocol'
import { assetRegistryAbi, guardianAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type GetGuardianReturnType = {
  /** Whose the guardian's powers are: to veto, to pause, and to end a pause. */
  foundation: Address
  /** When they end for good, in Unix seconds. */
  sunset: number
  /** From when on a pause is possible, in Unix seconds. */
  nextPauseAt: number
  /** Until when new business is paused, in Unix seconds; in the past, it is not. */
  pausedUntil: number
}

/**
 * Who guards, until when, and whether new business is paused, at a final block.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function getGuardian(
  client: SaharaClient,
): Promise<GetGuardianReturnType> {
  const read = { blockTag: 'finalized' } as const
  const guardian = { address: addresses.guardian, abi: guardianAbi, ...read }
  const { chain } = client
  const [foundation, sunset, nextPauseAt, pausedUntil] = await Promise.all([
    chain.readContract({ ...guardian, functionName: 'foundation' }),
    chain.readContract({ ...guardian, functionName: 'sunset' }),
    chain.readContract({ ...guardian, functionName: 'nextPauseAt' }),
    chain.readContract({
      ...{ address: addresses.assetRegistry, abi: assetRegistryAbi, ...read },
      functionName: 'pausedUntil',
    }),
  ]).catch(rethrowChainError)
  return {
    foundation,
    sunset: Number(sunset),
    nextPauseAt: Number(nextPauseAt),
    pausedUntil: Number(pausedUntil),
  }
}
