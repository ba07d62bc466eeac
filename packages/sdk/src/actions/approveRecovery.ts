import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { sendToSaharaId } from '../internal/sendToSaharaId.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

export type ApproveRecoveryParameters = SenderParameters & {
  /** The ID whose key is lost. */
  id: number
  /** Shall have it. */
  newOwner: Address
}

/**
 * Agrees, as a guardian, that another account shall have an ID. When enough
 * guardians did, its owner may still object for the delay they chose.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function approveRecovery(
  client: SaharaClient,
  parameters: ApproveRecoveryParameters,
): Promise<SentReturnType> {
  const { id, newOwner } = parameters
  return sendToSaharaId(client, parameters, 'approveRecovery', [
    BigInt(id),
    newOwner,
  ])
}
