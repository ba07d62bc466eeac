import type { Profile } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireOwnId } from '../internal/requireOwnId.ts'
import { sendToSaharaId } from '../internal/sendToSaharaId.ts'
import { uploadProfile } from '../internal/uploadProfile.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

export type SetProfileParameters = SenderParameters & {
  /** @default none: whoever had a profile has none afterwards */
  profile?: Profile | undefined
}

/**
 * Replaces the profile of the account's ID. Owner only.
 *
 * @throws {SaharaError} `INPUT_INVALID`, `ID_NOT_FOUND`, `NODE_UNREACHABLE`,
 * `NODE_QUOTA_EXCEEDED`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function setProfile(
  client: SaharaClient,
  parameters: SetProfileParameters,
): Promise<SentReturnType> {
  const { account, profile, signal } = parameters
  const id = await requireOwnId(client, account)
  const digest = await uploadProfile(client, { account, profile, signal })
  return sendToSaharaId(client, parameters, 'setProfile', [id, digest])
}
