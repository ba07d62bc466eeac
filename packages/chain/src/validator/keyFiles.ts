import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { nodePaths } from './nodeFile.ts'

/** What nobody but the node's user may read; paths in its folder. */
export const keyFiles = [
  'cometbft/config/priv_validator_key.json',
  'cometbft/config/node_key.json',
  'geth.key',
  nodePaths.secret,
] as const

const othersMayRead = 0o077

/**
 * Refuses keys that others on this machine can read.
 *
 * @throws {SaharaError} `NODE_KEYS_EXPOSED`; `NODE_FOLDER_DAMAGED` without them
 */
export async function checkKeyFiles(directory: string): Promise<void> {
  for (const name of keyFiles) {
    const path = join(directory, name)
    const { mode } = await stat(path).catch((cause: unknown) => {
      throw new SaharaError(`The key ${path} is missing.`, {
        code: 'NODE_FOLDER_DAMAGED',
        hint: 'Restore it from its backup (`sahara chain keys import`); a node that does not vote can be made anew.',
        cause,
      })
    })
    if (process.platform === 'win32' || (mode & othersMayRead) === 0) continue
    throw new SaharaError(`Others on this machine can read ${path}.`, {
      code: 'NODE_KEYS_EXPOSED',
      hint: `Take it from them: chmod 600 '${path}'. If they may have read it, have the DAO replace the validator.`,
      details: { path, mode: (mode & 0o777).toString(8) },
    })
  }
}
