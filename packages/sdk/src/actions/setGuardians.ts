import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireOwnId } from '../internal/requireOwnId.ts'
import { sendToSaharaId } from '../internal/sendToSaharaId.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

export type SetGuardiansParameters = SenderParameters & {
  /** At most 16; none: nothing can be recovered. */
  guardians: readonly Address[]
  /** How many must agree. Ignored without guardians. */
  threshold: number
  /** How long the owner has to object. Ignored without guardians. */
  delaySeconds: number
}

/**
 * Chooses who may bring the account's ID to a new account if its key is lost,
 * and voids what earlier guardians agreed on. Owner only.
 *
 * @throws {SaharaError} `ID_NOT_FOUND`, `INPUT_INVALID`, `CHAIN_UNREACHABLE`,
 * `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function setGuardians(
  client: SaharaClient,
  parameters: SetGuardiansParameters,
): Promise<SentReturnType> {
  const { threshold, delaySeconds } = parameters
  const id = await requireOwnId(client, parameters.account)
  // The contract wants them in rising order, which tells it that none is twice.
  const guardians = parameters.guardians
    .map((guardian) => guardian.toLowerCase())
    .sort()
  const guardianship =
    guardians.length > 0
      ? { guardians, threshold, delay: delaySeconds }
      : { guardians, threshold: 0, delay: 0 }
  return sendToSaharaId(client, parameters, 'setGuardians', [id, guardianship])
}
