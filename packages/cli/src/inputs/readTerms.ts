import { readFile } from 'node:fs/promises'
import { SaharaError } from '@sahara/protocol'

/**
 * The terms of a licence: an SPDX id, or the text in `@FILE`.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export async function readTerms(given: string): Promise<string> {
  const file = given.startsWith('@') ? given.slice(1) : undefined
  const text = file
    ? await readFile(file, 'utf8').catch((cause: unknown) => {
        throw invalid(`${file} cannot be read.`, cause)
      })
    : given
  if (text.trim() !== '') return text.trim()
  throw invalid('The terms are empty.')
}

function invalid(message: string, cause?: unknown): SaharaError {
  return new SaharaError(message, {
    code: 'INPUT_INVALID',
    hint: 'Give an SPDX id such as CC-BY-4.0, or @FILE with the text.',
    cause,
  })
}
