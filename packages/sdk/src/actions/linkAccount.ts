import type { SaharaClient } from '../createSaharaClient.ts'
import { sendToSaharaId } from '../internal/sendToSaharaId.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'
import type { LinkProof } from './signLink.ts'

export type LinkAccountParameters = SenderParameters & {
  /** What the account signed, see `signLink`. */
  proof: LinkProof
}

/**
 * Links an account that agreed, so that it shares what is licensed to the ID.
 * Owner only.
 *
 * @throws {SaharaError} `INPUT_INVALID` when the proof is expired, used or of
 * another, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function linkAccount(
  client: SaharaClient,
  parameters: LinkAccountParameters,
): Promise<SentReturnType> {
  const { id, account, deadline, signature } = parameters.proof
  const proof = { deadline: BigInt(deadline), signature }
  return sendToSaharaId(client, parameters, 'linkAccount', [
    BigInt(id),
    account,
    proof,
  ])
}
