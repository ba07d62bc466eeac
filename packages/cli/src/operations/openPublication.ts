import { randomBytes } from 'node:crypto'
import { type AssetId, SaharaError } from '@sahara/protocol'
import { getPublication, readEntry, type SaharaClient } from '@sahara/sdk'
import { type Address, bytesToHex, type Hex, isHex } from 'viem'
import { z } from 'zod'

const pendingSchema = z.strictObject({
  salt: z.custom<Hex>((value) => isHex(value)),
  fingerprint: z.string(),
})

/** A publication that was begun, now or by an interrupted command. */
export type OpenedPublication = {
  assetId: AssetId
  salt: Hex
  /** Its money is on the way or spent, so there is nothing to ask any more. */
  isSent: boolean
  /** Forgets it, once the user has been told how it ended. */
  forget: () => Promise<void>
}

/**
 * The salt of what is published from a folder: that of the same command when
 * it was interrupted, else a new one. It is in the journal before it is used.
 *
 * @throws {SaharaError} `INPUT_INVALID` while another publication of the
 * folder may still take effect; `JOURNAL_INVALID`
 */
export async function openPublication(
  client: SaharaClient,
  parameters: { account: Address; root: string; fingerprint: string },
): Promise<OpenedPublication> {
  const { account, root, fingerprint } = parameters
  const key = `cli:publish:${account}:${root}`
  const forget = () => client.journal.delete(key)
  const pending = await readEntry(client.journal, key, pendingSchema)
  if (pending) {
    const { salt } = pending
    const { assetId, state } = await getPublication(client, { account, salt })
    if (pending.fingerprint === fingerprint)
      return { assetId, salt, isSent: state !== 'none', forget }
    if (state === 'sent')
      throw new SaharaError(
        'Another publication of this folder is on its way.',
        {
          code: 'INPUT_INVALID',
          hint: 'Run it with the same options and files to end it, then this one.',
          details: { assetId },
        },
      )
  }
  const salt = bytesToHex(randomBytes(32))
  await client.journal.set(key, JSON.stringify({ salt, fingerprint }))
  const { assetId } = await getPublication(client, { account, salt })
  return { assetId, salt, isSent: false, forget }
}
