import { readFile, stat } from 'node:fs/promises'
import type { Clock, Logger } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { type DenyList, parseDenyList } from '@sahara/vault'
import { createPoller } from '../createPoller.ts'

/** A deny-list that is read again when its file changes. */
export type OpenDenyList = Pick<DenyList, 'isDenied'> & {
  /** Reads the file again if it changed; what cannot be read changes nothing. */
  refresh: () => Promise<void>
  /** Refreshes until the signal aborts. */
  follow: (signal: AbortSignal) => Promise<void>
}

/**
 * The blobs an operator refuses, as their file says: one in the compact
 * denylist format of IPFS, such as badbits. It is followed as it changes.
 *
 * @throws {SaharaError} `CONFIG_INVALID` when it cannot be read
 */
export async function openDenyList(parameters: {
  file: string
  clock: Clock
  logger: Logger
  pollMs?: number
}): Promise<OpenDenyList> {
  const { file, clock, logger, pollMs = 2_000 } = parameters
  let { list, stamp } = await read().catch((cause: unknown) => {
    if (SaharaError.isInstance(cause)) throw cause
    throw new SaharaError(`The deny-list ${file} cannot be read.`, {
      code: 'CONFIG_INVALID',
      hint: 'Check --deny-list.',
      cause,
    })
  })

  async function read() {
    // Before the file: what is written meanwhile is read the next time.
    const stamp = await stampOf(file)
    const list = parseDenyList(await readFile(file, 'utf8'))
    const { size, unread } = list
    logger.info({ file, size }, 'the deny-list is in force')
    if (unread.length > 0)
      logger.warn(
        { file, count: unread.length, lines: unread.slice(0, 20) },
        'lines of the deny-list are no rules that are known',
      )
    return { list, stamp }
  }

  let failed: string | undefined
  async function refresh(): Promise<void> {
    const now = await stampOf(file).catch(() => 'gone')
    if (now === stamp || now === failed) return
    try {
      ;({ list, stamp } = await read())
      failed = undefined
    } catch (err) {
      failed = now
      logger.error({ err, file }, 'the deny-list stays as it was')
    }
  }

  const poller = createPoller({
    run: refresh,
    onError: (err) => logger.error({ err, file }, 'the deny-list was not read'),
    clock,
    pollMs,
  })
  return {
    isDenied: (cid) => list.isDenied(cid),
    refresh,
    follow: poller.follow,
  }
}

/** Another one whenever the file was written or replaced. */
async function stampOf(file: string): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true })
  return [ino, size, mtimeNs, ctimeNs].join('-')
}
