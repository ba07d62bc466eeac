import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { EngineSource } from './engineSources.ts'
import { engineFolder } from './enginesFolder.ts'

/** What is written down beside a built engine. */
const buildNoteSchema = z.strictObject({
  module: z.string(),
  version: z.string(),
  sum: z.string(),
  /** The compiler, as it names itself. */
  go: z.string(),
  sha256: z.string(),
})

/** The program's file, as the build left it; undefined when not built. */
export async function findEngine(
  folder: string,
  source: EngineSource,
): Promise<string | undefined> {
  const home = engineFolder(folder, source)
  const file = join(home, source.name)
  try {
    const note = buildNoteSchema.parse(
      JSON.parse(await readFile(join(home, 'build.json'), 'utf8')),
    )
    const isCurrent =
      note.sum === source.sum && note.sha256 === (await hashFile(file))
    return isCurrent ? file : undefined
  } catch {
    return undefined
  }
}

/** SHA-256 of a file, in hexadecimal. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
