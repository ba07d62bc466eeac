import { addresses } from '@sahara/protocol'
import { lockedVotesAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { payOnce } from '../internal/payOnce.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

export type LockVotesParameters = SenderParameters & {
  /** Wei of SAHARA; each is a vote. */
  amountWei: bigint
  /**
   * Names this locking (32 random bytes). Save it before calling: called again
   * with the same, it locks nothing more.
   */
  lockId: Hex
}

/**
 * Turns SAHARA of the account into votes, its own until it delegates them.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `TOKEN_BALANCE_TOO_LOW`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function lockVotes(
  client: SaharaClient,
  parameters: LockVotesParameters,
): Promise<SentReturnType> {
  const { amountWei, lockId: nonce, signal } = parameters
  const account = requireAccount(client, parameters.account)
  const { transactionHash } = await payOnce(client, {
    account,
    address: addresses.lockedVotes,
    abi: lockedVotesAbi,
    functionName: 'lockWithAuthorization',
    args: (authorization) => [account.address, amountWei, nonce, authorization],
    amountWei,
    nonce,
    key: `lock:${nonce}`,
    signal,
  })
  return { transactionHash }
}
