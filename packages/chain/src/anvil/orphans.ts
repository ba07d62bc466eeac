import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import { z } from 'zod'
import { processStartTime } from './processStartTime.ts'

const noteSchema = z.strictObject({
  pid: z.int().positive(),
  startTime: z.string().min(1),
})

/** Notes a child on disk, so that the next start can end it. */
export async function noteChild(folder: string, pid: number): Promise<void> {
  const startTime = processStartTime(pid)
  if (startTime === undefined) return
  await writeFileAtomic(
    join(folder, `${pid}.json`),
    JSON.stringify({ pid, startTime }),
  )
}

/**
 * Ends a noted child, if it still runs, and forgets it. A process that only
 * happens to have the noted pid began at another time and is left alone.
 *
 * @returns whether it still ran
 */
export async function endChild(folder: string, pid: number): Promise<boolean> {
  const path = join(folder, `${pid}.json`)
  const note = parseNote(await readFile(path, 'utf8').catch(() => ''))
  const runs = note?.pid === pid && processStartTime(pid) === note.startTime
  if (runs) kill(pid)
  await rm(path, { force: true })
  return runs
}

/**
 * Ends the children a killed driver left behind.
 *
 * @returns the pids that were ended
 */
export async function endOrphans(folder: string): Promise<number[]> {
  const ended: number[] = []
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = Number.parseInt(name, 10)
    if (await endChild(folder, pid)) ended.push(pid)
    await rm(join(folder, name), { force: true })
  }
  return ended
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It ended in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function parseNote(text: string): z.infer<typeof noteSchema> | undefined {
  try {
    return noteSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
