import type { SaharaClient } from '../createSaharaClient.ts'
import { requireOwnId } from '../internal/requireOwnId.ts'
import { sendToSaharaId } from '../internal/sendToSaharaId.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

export type SetRecipientParameters = SenderParameters & {
  /** age recipient, at most 2,000 bytes. */
  recipient: string
}

/**
 * From now on files for the account's ID are encrypted to this recipient;
 * earlier ones stay in the history. Owner only.
 *
 * @throws {SaharaError} `ID_NOT_FOUND`, `CHAIN_UNREACHABLE`,
 * `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function setRecipient(
  client: SaharaClient,
  parameters: SetRecipientParameters,
): Promise<SentReturnType> {
  const id = await requireOwnId(client, parameters.account)
  return sendToSaharaId(client, parameters, 'rotateRecipient', [
    id,
    parameters.recipient,
  ])
}
