import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import type { Hash } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { type SenderParameters, write } from '../internal/write.ts'
import { getStake } from './getStake.ts'

export type LeaveKeepersReturnType = {
  transactionHash: Hash
  /** From when on anyone can release the stake, in Unix seconds. */
  dueAt: number
}

/**
 * Takes the signing account off the list of keepers. It goes on answering for
 * what it signed until its stake is released.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `KEEPER_NOT_REGISTERED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function leaveKeepers(
  client: SaharaClient,
  { account: given, signal }: SenderParameters = {},
): Promise<LeaveKeepersReturnType> {
  const account = requireAccount(client, given)
  const { transactionHash } = await write(client, {
    account,
    address: addresses.keepers,
    abi: keepersAbi,
    functionName: 'leave',
    args: [],
    signal,
  })
  const { dueAt } = await getStake(client, { keeper: account.address })
  return { transactionHash, dueAt }
}
