import { addresses } from '@sahara/protocol'
import { lockedVotesAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { findAuthorizationUse } from '../internal/findAuthorizationUse.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { transactionKey } from '../internal/sendTransaction.ts'
import { signAuthorization } from '../internal/signAuthorization.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

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
  const key = `lock:${nonce}`
  const earlier = await findAuthorizationUse(client, account.address, nonce)
  if (earlier) {
    await client.journal.delete(transactionKey(account.address, key))
    return { transactionHash: earlier.transactionHash }
  }
  const authorization = await signAuthorization(client, {
    account,
    to: addresses.lockedVotes,
    valueWei: amountWei,
    nonce,
  })
  return send(client, {
    account,
    address: addresses.lockedVotes,
    abi: lockedVotesAbi,
    functionName: 'lockWithAuthorization',
    args: [account.address, amountWei, nonce, authorization],
    key,
    signal,
  })
}
