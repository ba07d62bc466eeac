import { SaharaError } from '@sahara/protocol'
import type { z } from 'zod'
import type { Journal } from '../journal.ts'

/**
 * What an earlier call wrote down under this key as JSON.
 *
 * @throws {SaharaError} `JOURNAL_INVALID` when it is not of this form
 */
export async function readEntry<schema extends z.ZodType>(
  journal: Journal,
  key: string,
  schema: schema,
): Promise<z.output<schema> | undefined> {
  const text = await journal.get(key)
  if (text === undefined) return undefined
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new SaharaError('An entry of the journal is damaged.', {
      code: 'JOURNAL_INVALID',
      hint: `Check on chain what was done, then delete the entry ${key}.`,
      cause,
    })
  }
}
