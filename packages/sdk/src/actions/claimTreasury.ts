import { addresses } from '@sahara/protocol'
import { revenueAbi } from '@sahara/protocol/abis'
import { parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { type SenderParameters, write } from '../internal/write.ts'
import { withdrawEscrow } from './withdrawEscrow.ts'

export type ClaimTreasuryParameters = SenderParameters

/** What the treasury was paid. Amounts in wei of SAHARA. */
export type ClaimTreasuryReturnType = {
  /** Of payments, which Revenue had kept for it. */
  feesWei: bigint
  /** Stakes that keepers lost, which Escrow had kept for it. */
  forfeitedWei: bigint
}

/**
 * Brings the DAO's treasury (the timelock) what it is owed: fees and forfeited
 * stakes. Anyone may call; of what is 0 nothing is sent.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function claimTreasury(
  client: SaharaClient,
  parameters: ClaimTreasuryParameters,
): Promise<ClaimTreasuryReturnType> {
  const revenue = { address: addresses.revenue, abi: revenueAbi } as const
  const owedWei = await client.chain
    .readContract({ ...revenue, functionName: 'treasuryOwed' })
    .catch(rethrowChainError)
  let feesWei = 0n
  if (owedWei > 0n) {
    const { logs } = await write(client, {
      ...parameters,
      ...revenue,
      functionName: 'claimTreasury',
      args: [],
    })
    for (const { args } of parseEventLogs({
      ...{ abi: revenueAbi, eventName: 'TreasuryPaid', logs },
    }))
      feesWei += args.amount
  }
  const { withdrawnWei } = await withdrawEscrow(client, {
    ...parameters,
    beneficiary: addresses.timelock,
  })
  return { feesWei, forfeitedWei: withdrawnWei }
}
