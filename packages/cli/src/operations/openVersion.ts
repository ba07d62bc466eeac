import { randomBytes } from 'node:crypto'
import { type AssetId, SaharaError } from '@sahara/protocol'
import { getNewestVersion, type SaharaClient } from '@sahara/sdk'
import { type Address, bytesToHex, type Hex, isHex } from 'viem'
import { z } from 'zod'

const pendingSchema = z.strictObject({
  version: z.int().min(2),
  salt: z.custom<Hex>((value) => isHex(value)),
  fingerprint: z.string(),
})

export type OpenedVersion = {
  version: number
  salt: Hex
  /** Forgets it, once the user has been told how it ended. */
  forget: () => Promise<void>
}

/**
 * The number and salt of a version that is added: those of the same command
 * when it was interrupted, else new ones. They are in the journal before they
 * are used.
 *
 * @throws {SaharaError} `INPUT_INVALID` when the interrupted version went
 * through, `ASSET_NOT_FOUND`, `CHAIN_UNREACHABLE`
 */
export async function openVersion(
  client: SaharaClient,
  parameters: { account: Address; assetId: AssetId; fingerprint: string },
): Promise<OpenedVersion> {
  const { account, assetId, fingerprint } = parameters
  const key = `cli:version:${account}:${assetId}`
  const forget = () => client.journal.delete(key)
  const newest = await getNewestVersion(client, { assetId })
  const text = await client.journal.get(key)
  if (text !== undefined) {
    const pending = pendingSchema.parse(JSON.parse(text))
    const { version, salt } = pending
    if (pending.fingerprint === fingerprint && version === newest + 1)
      return { version, salt, forget }
    if (pending.fingerprint === fingerprint) {
      await forget()
      throw new SaharaError(`Version ${version} went through.`, {
        code: 'INPUT_INVALID',
        hint: 'Nothing was done now. Run it again to add one more version.',
        details: { assetId, version, newest },
      })
    }
  }
  const version = newest + 1
  const salt = bytesToHex(randomBytes(32))
  const pending = { version, salt, fingerprint }
  await client.journal.set(key, JSON.stringify(pending))
  return { version, salt, forget }
}
