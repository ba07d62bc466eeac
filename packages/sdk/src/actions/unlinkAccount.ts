import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { sendToSaharaId } from '../internal/sendToSaharaId.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

export type UnlinkAccountParameters = SenderParameters & {
  /** Shall not belong to its ID any more. */
  unlinked: Address
}

/**
 * Ends a link. The ID's owner may, and the account itself.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function unlinkAccount(
  client: SaharaClient,
  parameters: UnlinkAccountParameters,
): Promise<SentReturnType> {
  return sendToSaharaId(client, parameters, 'unlinkAccount', [
    parameters.unlinked,
  ])
}
