import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { SaharaError } from '@sahara/protocol'
import { storageArguments } from './gethArguments.ts'

const run = promisify(execFile)

/**
 * Writes a genesis into the folder of a geth.
 *
 * @throws {SaharaError} `ENGINE_REFUSED`
 */
export async function initGeth(parameters: {
  gethFile: string
  /** The node's folder. */
  directory: string
  /** Relative paths are in it. */
  genesisPath: string
}): Promise<void> {
  const { gethFile, directory, genesisPath } = parameters
  await mkdir(directory, { recursive: true })
  await run(gethFile, ['init', ...storageArguments, genesisPath], {
    cwd: directory,
  }).catch((cause: { stderr?: string }) => {
    throw new SaharaError('geth does not take the genesis.', {
      code: 'ENGINE_REFUSED',
      hint: 'Its last words are in the details.',
      details: { output: (cause.stderr ?? '').slice(-1_000) },
      cause,
    })
  })
}
