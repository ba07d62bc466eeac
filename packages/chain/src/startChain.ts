import {
  type Clock,
  createLogger,
  type Logger,
  lockFolder,
  parseOptions,
  systemClock,
} from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import type { z } from 'zod'
import { endOrphans } from './anvil/orphans.ts'
import { createEngine } from './engine/createEngine.ts'
import { openFolders } from './engine/folders.ts'
import { chainOptionsSchema } from './options.ts'
import { createRpcServer } from './rpc/createRpcServer.ts'

export type StartChainParameters = z.input<typeof chainOptionsSchema> & {
  clock?: Clock | undefined
  logger?: Logger | undefined
}

export type StartChainReturnType = {
  url: string
  chainId: number
  /** The pid of anvil, while it runs. */
  anvilPid: () => number | undefined
  /** Settles with the reason when the chain cannot go on. */
  failed: Promise<unknown>
  close: () => Promise<void>
}

/**
 * Starts the embedded chain of a folder, or makes it, and serves its RPC.
 *
 * @throws {SaharaError} `CHAIN_FOLDER_IN_USE`, `CHAIN_MISMATCH`,
 *   `CHAIN_JOURNAL_CORRUPT`, `COMMON_PORT_IN_USE`, `CONFIG_INVALID`
 */
export async function startChain({
  clock = systemClock,
  logger = createLogger('chain'),
  ...rest
}: StartChainParameters): Promise<StartChainReturnType> {
  const options = parseOptions({
    schema: chainOptionsSchema,
    input: rest,
    of: 'the chain',
  })
  const lock = takeFolder(options.dataDir)
  try {
    const chain = await openFolders(options)
    const ended = await endOrphans(chain.folders.children)
    if (ended.length > 0) logger.warn({ ended }, 'ended orphans')
    const engine = await createEngine({ ...options, chain, clock, logger })
    try {
      const server = await createRpcServer({ ...options, engine })
      let closing: Promise<void> | undefined
      const close = async (): Promise<void> => {
        await server.close()
        await engine.close()
        lock.release()
      }
      return {
        url: server.url,
        chainId: chain.chainId,
        anvilPid: engine.anvilPid,
        failed: engine.failed,
        close: () => {
          closing ??= close()
          return closing
        },
      }
    } catch (error) {
      await engine.close()
      throw error
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function takeFolder(directory: string): { release: () => void } {
  try {
    return lockFolder(directory)
  } catch (cause) {
    throw new SaharaError(`A chain already runs on ${directory}.`, {
      code: 'CHAIN_FOLDER_IN_USE',
      hint: 'Stop the other process, or choose another folder with --data.',
      details: { directory },
      cause,
    })
  }
}
