import { addresses } from '@sahara/protocol'
import { lockedVotesAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type GetVotesReturnType = {
  /** What the account can vote with: its own and what others delegated. */
  votesWei: bigint
  lockedWei: bigint
  /** Unlocked and not withdrawn, due or not. */
  unlockingWei: bigint
  /** Due now. */
  withdrawableWei: bigint
  /** Who votes with what the account locked. */
  delegate: Address
}

/**
 * What an account has locked, and with how much it can vote, at the final
 * block.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function getVotes(
  client: SaharaClient,
  parameters: { account: Address },
): Promise<GetVotesReturnType> {
  const call = {
    address: addresses.lockedVotes,
    abi: lockedVotesAbi,
    args: [parameters.account],
    blockTag: 'finalized',
  } as const
  const { chain } = client
  const [votesWei, lockedWei, unlockingWei, withdrawableWei, delegate] =
    await Promise.all([
      chain.readContract({ ...call, functionName: 'getVotes' }),
      chain.readContract({ ...call, functionName: 'lockedOf' }),
      chain.readContract({ ...call, functionName: 'unlockingOf' }),
      chain.readContract({ ...call, functionName: 'withdrawable' }),
      chain.readContract({ ...call, functionName: 'delegates' }),
    ]).catch(rethrowChainError)
  return { votesWei, lockedWei, unlockingWei, withdrawableWei, delegate }
}
