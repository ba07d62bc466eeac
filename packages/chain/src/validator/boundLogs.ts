import { copyFile, mkdir, readdir, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Logger } from '@sahara/common'

const maxBytes = 16 * 1024 * 1024
const everyMs = 60_000
const older = '.1'

/**
 * Keeps the logs of a node at 16 MiB each, with one older generation: geth
 * alone prints a line a block. A full log is copied and emptied rather than
 * renamed, because who writes it has it open; all open it to append.
 */
export async function boundLogs(parameters: {
  folder: string
  clock: Clock
  logger: Logger
  signal: AbortSignal
}): Promise<void> {
  const { folder, clock, logger, signal } = parameters
  await mkdir(folder, { recursive: true })
  while (!signal.aborted) {
    for (const name of await readdir(folder))
      if (!name.endsWith(older))
        await boundLog(join(folder, name)).catch((error: unknown) =>
          logger.warn({ err: error, name }, 'a log stays long'),
        )
    await clock.sleep(everyMs, signal)
  }
}

async function boundLog(path: string): Promise<void> {
  if ((await stat(path)).size <= maxBytes) return
  await copyFile(path, `${path}${older}`)
  await truncate(path)
}
