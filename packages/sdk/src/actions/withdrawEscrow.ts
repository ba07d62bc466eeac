import { addresses } from '@sahara/protocol'
import { escrowAbi } from '@sahara/protocol/abis'
import { type Address, parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { type SenderParameters, write } from '../internal/write.ts'

export type WithdrawEscrowParameters = SenderParameters & {
  /** Is paid. @default the signing account */
  beneficiary?: Address | undefined
}

export type WithdrawEscrowReturnType = {
  /** What Escrow paid out, in wei of SAHARA; 0 = it owed nothing. */
  withdrawnWei: bigint
}

/**
 * Has Escrow pay an account all that it may withdraw: what came back of bonds,
 * stakes and fees, and what it earned as a keeper. Anyone may call; with
 * nothing to pay it sends nothing.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function withdrawEscrow(
  client: SaharaClient,
  parameters: WithdrawEscrowParameters,
): Promise<WithdrawEscrowReturnType> {
  const { signal } = parameters
  const account = requireAccount(client, parameters.account)
  const beneficiary = parameters.beneficiary ?? account.address
  const escrow = { address: addresses.escrow, abi: escrowAbi } as const
  const owedWei = await client.chain
    .readContract({
      ...escrow,
      functionName: 'withdrawable',
      args: [beneficiary],
    })
    .catch(rethrowChainError)
  if (owedWei === 0n) return { withdrawnWei: 0n }
  const { logs } = await write(client, {
    ...escrow,
    account,
    functionName: 'withdraw',
    args: [beneficiary],
    signal,
  })
  const events = parseEventLogs({
    abi: escrowAbi,
    eventName: 'Withdrawn',
    logs,
  })
  return {
    withdrawnWei: events.reduce((sum, { args }) => sum + args.amount, 0n),
  }
}
