import type { SaharaClient } from '../createSaharaClient.ts'
import { sendToSaharaId } from '../internal/sendToSaharaId.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

export type AcceptRecoveryParameters = SenderParameters & {
  /** The ID that the guardians agreed to give to the account. */
  id: number
}

/**
 * Takes an ID over once its guardians agreed on the account and the delay for
 * objections is over.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function acceptRecovery(
  client: SaharaClient,
  parameters: AcceptRecoveryParameters,
): Promise<SentReturnType> {
  return sendToSaharaId(client, parameters, 'acceptRecovery', [
    BigInt(parameters.id),
  ])
}
