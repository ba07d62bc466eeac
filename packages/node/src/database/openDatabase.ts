import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { access, constants, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PGlite } from '@electric-sql/pglite'

export type OpenDatabaseReturnType = {
  database: PGlite
  /** True when a damaged folder was replaced by an empty one. */
  rebuilt: boolean
}

const run = promisify(execFile)

async function createDatabaseFolder(directory: string): Promise<void> {
  const fresh = `${directory}.new`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(dirname(directory), { recursive: true })
  const script = `./createFolder${extname(import.meta.url)}`
  await run(process.execPath, [
    ...process.execArgv,
    fileURLToPath(new URL(script, import.meta.url)),
    fresh,
  ])
  await rename(fresh, directory)
  const parent = await open(dirname(directory))
  await parent.sync()
  await parent.close()
}

async function reopen(directory: string): Promise<PGlite> {
  const database = await PGlite.create(directory)
  await database.query('select 1')
  return database
}

// What PGlite says of a folder that PostgreSQL refuses. Memory that cannot be
// had, and folders that may not be read, say something else.
function isDamage(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.message === 'PGlite failed to initialize properly' ||
      error.message.startsWith('Aborted(). '))
  )
}

/**
 * Opens the embedded database, made on first use by a short-lived process. A
 * damaged folder is replaced: its rows come back from the chain.
 * The caller holds the lock of the data folder, so no one else has it open.
 */
export async function openDatabase(
  directory: string,
): Promise<OpenDatabaseReturnType> {
  if (!existsSync(directory)) await createDatabaseFolder(directory)
  try {
    return { database: await reopen(directory), rebuilt: false }
  } catch (error) {
    await access(directory, constants.R_OK | constants.W_OK)
    if (!isDamage(error)) throw error
    await rm(directory, { recursive: true, force: true })
    await createDatabaseFolder(directory)
    return { database: await reopen(directory), rebuilt: true }
  }
}
