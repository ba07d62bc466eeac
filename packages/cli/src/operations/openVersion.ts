import { randomBytes } from 'node:crypto'
import type { AssetId } from '@sahara/protocol'
import { getNewestVersion, readEntry, type SaharaClient } from '@sahara/sdk'
import { type Address, bytesToHex, type Hex, isHex } from 'viem'
import { z } from 'zod'

const pendingSchema = z.strictObject({
  version: z.int().min(2),
  salt: z.custom<Hex>((value) => isHex(value)),
  fingerprint: z.string(),
})

/** A version that was begun, now or by an interrupted command. */
export type OpenedVersion = {
  version: number
  salt: Hex
  /** Forgets it, once it ended: the user was told, or another took the number. */
  forget: () => Promise<void>
}

/**
 * The number and salt of a version that is added: those of the same command
 * when it was interrupted, else new ones. They are in the journal before they
 * are used.
 *
 * @throws {SaharaError} `ASSET_NOT_FOUND`, `CHAIN_UNREACHABLE`,
 * `JOURNAL_INVALID`
 */
export async function openVersion(
  client: SaharaClient,
  parameters: { account: Address; assetId: AssetId; fingerprint: string },
): Promise<OpenedVersion> {
  const { account, assetId, fingerprint } = parameters
  const key = `cli:version:${account}:${assetId}`
  const forget = () => client.journal.delete(key)
  const earlier = await readEntry(client.journal, key, pendingSchema)
  if (earlier?.fingerprint === fingerprint)
    return { version: earlier.version, salt: earlier.salt, forget }
  const version = (await getNewestVersion(client, { assetId })) + 1
  const salt = bytesToHex(randomBytes(32))
  const pending = { version, salt, fingerprint }
  await client.journal.set(key, JSON.stringify(pending))
  return { version, salt, forget }
}
