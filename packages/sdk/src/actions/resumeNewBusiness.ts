import type { SaharaClient } from '../createSaharaClient.ts'
import { sendToGuardian } from '../internal/sendToGuardian.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

export type ResumeNewBusinessParameters = SenderParameters

/**
 * Ends a pause early. Only the Foundation, until the sunset.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `GUARDIAN_REFUSED`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function resumeNewBusiness(
  client: SaharaClient,
  parameters: ResumeNewBusinessParameters = {},
): Promise<SentReturnType> {
  return sendToGuardian(client, parameters, 'unpause', [])
}
