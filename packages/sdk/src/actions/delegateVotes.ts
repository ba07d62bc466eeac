import { addresses } from '@sahara/protocol'
import { lockedVotesAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type DelegateVotesParameters = SenderParameters & {
  /** Who votes with the account's votes; the account itself takes them back. */
  to: Address
}

/**
 * Lets another account vote with the account's votes (ERC-5805). It counts for
 * proposals whose voting begins later.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function delegateVotes(
  client: SaharaClient,
  parameters: DelegateVotesParameters,
): Promise<SentReturnType> {
  const { account, to, signal } = parameters
  return send(client, {
    account,
    address: addresses.lockedVotes,
    abi: lockedVotesAbi,
    functionName: 'delegate',
    args: [to],
    signal,
  })
}
