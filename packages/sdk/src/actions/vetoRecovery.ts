import type { SaharaClient } from '../createSaharaClient.ts'
import { requireOwnId } from '../internal/requireOwnId.ts'
import { sendToSaharaId } from '../internal/sendToSaharaId.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

/**
 * Objects, as the present owner, to a recovery of the account's ID, and voids
 * all that guardians agreed on.
 *
 * @throws {SaharaError} `ID_NOT_FOUND`, `CHAIN_UNREACHABLE`,
 * `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function vetoRecovery(
  client: SaharaClient,
  parameters: SenderParameters,
): Promise<SentReturnType> {
  const id = await requireOwnId(client, parameters.account)
  return sendToSaharaId(client, parameters, 'vetoRecovery', [id])
}
