import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
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
    '--conditions=source',
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

/**
 * Opens the embedded database, made on first use by a short-lived process. A
 * folder that does not open is replaced: its rows come back from the chain.
 * The caller holds the lock of the data folder, so no one else has it open.
 */
export async function openDatabase(
  directory: string,
): Promise<OpenDatabaseReturnType> {
  if (!existsSync(directory)) await createDatabaseFolder(directory)
  try {
    return { database: await reopen(directory), rebuilt: false }
  } catch {
    await rm(directory, { recursive: true, force: true })
    await createDatabaseFolder(directory)
    return { database: await reopen(directory), rebuilt: true }
  }
}
