import { addresses, stakeAgreementOf } from '@sahara/protocol'
import { escrowAbi, keepersAbi, parametersAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

/** What a keeper answers with. Amounts in wei of SAHARA. */
export type Stake = {
  /** Locked: what provable faults take from. */
  lockedWei: bigint
  /** In Escrow for it, not locked: the keeper's to take back. */
  freeWei: bigint
  /** What registering now would lock more than is locked. */
  missingWei: bigint
  /** From when on it can be released, in Unix seconds; 0: it did not leave, or has it back. */
  dueAt: number
}

/**
 * The stake of a keeper, read from the chain.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function getStake(
  client: SaharaClient,
  { keeper }: { keeper: Address },
): Promise<Stake> {
  const [{ free, locked }, required, dueAt] = await Promise.all([
    client.chain.readContract({
      address: addresses.escrow,
      abi: escrowAbi,
      functionName: 'depositOf',
      args: [stakeAgreementOf(keeper)],
    }),
    client.chain.readContract({
      address: addresses.parameters,
      abi: parametersAbi,
      functionName: 'keeperStake',
    }),
    client.chain.readContract({
      address: addresses.keepers,
      abi: keepersAbi,
      functionName: 'stakeDueAt',
      args: [keeper],
    }),
  ]).catch(rethrowChainError)
  return {
    lockedWei: locked,
    freeWei: free,
    missingWei: locked < required ? required - locked : 0n,
    dueAt: Number(dueAt),
  }
}
