import type { AssetId } from '@sahara/protocol'
import type { SignedDeposit } from '@sahara/vault'
import type { SaharaClient } from '../createSaharaClient.ts'
import { readSignedDeposits } from '../internal/signedDeposits.ts'

/**
 * What keepers signed when they took the key shares of a version that was
 * published with this client's journal; empty for any other.
 *
 * @throws {SaharaError} `JOURNAL_INVALID`
 */
export async function listSignedDeposits(
  client: SaharaClient,
  version: { assetId: AssetId; version: number },
): Promise<SignedDeposit[]> {
  return (await readSignedDeposits(client, version)) ?? []
}
