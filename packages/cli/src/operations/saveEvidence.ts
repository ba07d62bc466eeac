import { join } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'

/**
 * Writes down what keepers signed that lied, a file for each, which
 * `sahara keeper accuse` takes.
 *
 * @param error of a keeper, or of all of them together
 * @returns the files
 */
export async function saveEvidence(
  home: string,
  error: unknown,
): Promise<string[]> {
  const files: string[] = []
  for (const { keeper, answer } of answersIn(error)) {
    const { message } = JSON.parse(answer) as { message: Named }
    const { assetId, version, shareHash } = message
    const name = [assetId, version, keeper, shareHash.slice(2, 10)].join('-')
    const file = join(home, 'evidence', `${name}.json`)
    await writeFileAtomic(file, answer)
    files.push(file)
  }
  return files
}

type Named = { assetId: string; version: number; shareHash: string }
type Lie = { keeper: string; answer: string }

function answersIn(error: unknown): Lie[] {
  if (!SaharaError.isInstance(error) || error.code !== 'KEEPER_LIED') return []
  const { keeper, answer } = error.details
  if (typeof keeper === 'string' && typeof answer === 'string')
    return [{ keeper, answer }]
  const { cause } = error
  return cause instanceof AggregateError ? cause.errors.flatMap(answersIn) : []
}
