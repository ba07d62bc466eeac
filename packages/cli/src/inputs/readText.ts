import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SaharaError } from '@sahara/protocol'

/**
 * The text of a file that an option names.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export async function readText(path: string): Promise<string> {
  return readFile(resolve(path), 'utf8').catch((cause: unknown) => {
    throw new SaharaError(`${path} cannot be read.`, {
      code: 'INPUT_INVALID',
      hint: 'Name a text file.',
      cause,
    })
  })
}
