import { type Hash, zeroHash } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { sendToGuardian } from '../internal/sendToGuardian.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

export type PauseNewBusinessParameters = SenderParameters & {
  /** Hash of the published reason. @default none */
  reason?: Hash | undefined
}

/**
 * Stops publishing and buying for 7 days; claims, refunds, withdrawals and what
 * was bought go on. Only the Foundation, until the sunset, and only 30 days
 * after the beginning of the last pause.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `GUARDIAN_REFUSED`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function pauseNewBusiness(
  client: SaharaClient,
  { reason = zeroHash, ...sender }: PauseNewBusinessParameters = {},
): Promise<SentReturnType> {
  return sendToGuardian(client, sender, 'pause', [reason])
}
