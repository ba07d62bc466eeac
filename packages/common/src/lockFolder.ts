import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SaharaError } from '@sahara/protocol'

/**
 * Takes a folder for this process until `release`, or until the process ends
 * in whatever way: the lock is the operating system's own (SQLite's exclusive
 * lock on `lock.db`), so kill -9 leaves nothing to clean up.
 *
 * @throws {SaharaError} `COMMON_FOLDER_IN_USE`
 */
export function lockFolder(directory: string): { release: () => void } {
  mkdirSync(directory, { recursive: true })
  const database = new DatabaseSync(join(directory, 'lock.db'))
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    throw new SaharaError(`The folder ${directory} is in use.`, {
      code: 'COMMON_FOLDER_IN_USE',
      hint: 'Stop the other process, or choose another folder with --data.',
      details: { directory },
      cause,
    })
  }
  return {
    release: () => {
      if (database.isOpen) database.close()
    },
  }
}
