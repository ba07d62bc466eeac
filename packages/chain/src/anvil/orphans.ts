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

/** Forgets a child that has ended. */
export async function forgetChild(folder: string, pid: number): Promise<void> {
  await rm(join(folder, `${pid}.json`), { force: true })
}

/**
 * Ends the children a killed driver left behind. A process that only happens
 * to have a noted pid began at another time and is left alone.
 *
 * @returns the pids that were ended
 */
export async function endOrphans(folder: string): Promise<number[]> {
  const ended: number[] = []
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const note = parseNote(await readFile(path, 'utf8'))
    if (note && processStartTime(note.pid) === note.startTime) {
      process.kill(note.pid, 'SIGKILL')
      ended.push(note.pid)
    }
    await rm(path, { force: true })
  }
  return ended
}

function parseNote(text: string): z.infer<typeof noteSchema> | undefined {
  try {
    return noteSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
