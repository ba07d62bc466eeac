import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'
import type { Journal } from '../journal.ts'

const entrySchema = z.strictObject({ key: z.string(), value: z.string() })

/**
 * A journal of one file per entry: written aside, fsynced, renamed, and the
 * folder fsynced, so that an entry is old or new but never half.
 *
 * @throws {SaharaError} `JOURNAL_INVALID` by `get`, when a file of it was
 *   damaged
 */
export function createFileJournal(options: { directory: string }): Journal {
  const { directory } = options
  const pathOf = (key: string): string =>
    join(directory, `${createHash('sha256').update(key).digest('hex')}.json`)

  async function get(key: string): Promise<string | undefined> {
    let text: string
    try {
      text = await readFile(pathOf(key), 'utf8')
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
    const entry = entrySchema.safeParse(parse(text))
    if (!entry.success || entry.data.key !== key)
      throw new SaharaError('An entry of the journal is damaged.', {
        code: 'JOURNAL_INVALID',
        hint: `Move ${pathOf(key)} away and check on chain what was done.`,
      })
    return entry.data.value
  }

  async function set(key: string, value: string): Promise<void> {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const path = pathOf(key)
    const temporary = `${path}.${randomUUID()}.tmp`
    try {
      await writeSynced(temporary, JSON.stringify({ key, value }))
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
    await syncFolder(directory)
  }

  async function remove(key: string): Promise<void> {
    await rm(pathOf(key), { force: true })
    await syncFolder(directory)
  }

  return { get, set, delete: remove }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  try {
    const folder = await open(directory, 'r')
    await folder.sync().finally(() => folder.close())
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
