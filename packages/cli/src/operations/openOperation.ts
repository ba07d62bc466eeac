import { randomBytes } from 'node:crypto'
import { readEntry, type SaharaClient } from '@sahara/sdk'
import { bytesToHex, type Hex } from 'viem'
import { z } from 'zod'
import { isId } from '../inputs/resolveAsset.ts'

const idSchema = z.custom<Hex>((value) => isId(String(value)))

/** An operation that moves money, of now or of an interrupted command. */
export type OpenedOperation = {
  /** 32 bytes that name it. */
  id: Hex
  /** Forgets it, once the user was told: who was not must not pay twice. */
  forget: () => Promise<void>
}

/**
 * Names an operation before money moves: whoever runs the command again until
 * it ends pays once.
 *
 * @param key of the journal; says all that makes two operations one
 * @throws {SaharaError} `JOURNAL_INVALID`
 */
export async function openOperation(
  { journal }: SaharaClient,
  key: string,
): Promise<OpenedOperation> {
  const pending = await readEntry(journal, key, idSchema)
  const id = pending ?? bytesToHex(randomBytes(32))
  await journal.set(key, JSON.stringify(id))
  return { id, forget: () => journal.delete(key) }
}
