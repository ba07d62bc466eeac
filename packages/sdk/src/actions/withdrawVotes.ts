import { addresses } from '@sahara/protocol'
import { lockedVotesAbi } from '@sahara/protocol/abis'
import { type Address, type Hash, parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { type SenderParameters, write } from '../internal/write.ts'

export type WithdrawVotesParameters = SenderParameters & {
  /** Who is paid. @default the signing account */
  beneficiary?: Address | undefined
}

/**
 * Pays out what was unlocked and is due. Anyone may call; the beneficiary is
 * paid.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function withdrawVotes(
  client: SaharaClient,
  parameters: WithdrawVotesParameters,
): Promise<{ withdrawnWei: bigint; transactionHash: Hash }> {
  const account = requireAccount(client, parameters.account)
  const { logs, transactionHash } = await write(client, {
    account,
    address: addresses.lockedVotes,
    abi: lockedVotesAbi,
    functionName: 'withdraw',
    args: [parameters.beneficiary ?? account.address],
    signal: parameters.signal,
  })
  const [event] = parseEventLogs({
    abi: lockedVotesAbi,
    eventName: 'VotesWithdrawn',
    logs,
  })
  return { withdrawnWei: event?.args.amount ?? 0n, transactionHash }
}
