import type { AssetId } from '@sahara/protocol'
import { depositBodySchema, type SignedDeposit } from '@sahara/vault'
import { z } from 'zod'
import type { SaharaClient } from '../createSaharaClient.ts'
import { readEntry } from './readEntry.ts'

const { message, proof, signature } = depositBodySchema.shape
const schema = z.array(message.extend({ proof, signature }))

type VersionName = { assetId: AssetId; version: number }

/** Where the journal keeps what keepers signed for a version, for good. */
function depositsKey({ assetId, version }: VersionName): string {
  return `deposits:${assetId}:${version}`
}

/** Keeps what keepers signed: with it they can be challenged. */
export async function saveSignedDeposits(
  client: SaharaClient,
  name: VersionName,
  deposits: readonly SignedDeposit[],
): Promise<void> {
  await client.journal.set(depositsKey(name), JSON.stringify(deposits))
}

/**
 * What keepers signed for a version that was published with this journal.
 *
 * @throws {SaharaError} `JOURNAL_INVALID`
 */
export async function readSignedDeposits(
  client: SaharaClient,
  name: VersionName,
): Promise<SignedDeposit[] | undefined> {
  return readEntry(client.journal, depositsKey(name), schema)
}
