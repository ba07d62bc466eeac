import { addresses } from '@sahara/protocol'
import { lockedVotesAbi } from '@sahara/protocol/abis'
import { type Hash, parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { type SenderParameters, write } from '../internal/write.ts'

export type UnlockVotesParameters = SenderParameters & {
  /** Wei of SAHARA. */
  amountWei: bigint
}

export type UnlockVotesReturnType = {
  /** Unix seconds, from which the money can be withdrawn. */
  dueAt: number
  transactionHash: Hash
}

/**
 * Turns votes back into money, due after a delay; the votes are gone at once.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED` when less is locked,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function unlockVotes(
  client: SaharaClient,
  parameters: UnlockVotesParameters,
): Promise<UnlockVotesReturnType> {
  const { account, amountWei, signal } = parameters
  const { logs, transactionHash } = await write(client, {
    account,
    address: addresses.lockedVotes,
    abi: lockedVotesAbi,
    functionName: 'unlock',
    args: [amountWei],
    signal,
  })
  const [event] = parseEventLogs({
    abi: lockedVotesAbi,
    eventName: 'VotesUnlocked',
    logs,
  })
  return { dueAt: Number(event?.args.dueAt), transactionHash }
}
