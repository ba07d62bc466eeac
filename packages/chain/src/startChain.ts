import {
  type Clock,
  createLogger,
  type Logger,
  lockFolder,
  systemClock,
} from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'
import { endOrphans } from './anvil/orphans.ts'
import { createEngine } from './engine/createEngine.ts'
import { openFolders } from './engine/folders.ts'
import { createRpcServer } from './rpc/createRpcServer.ts'

const optionsSchema = z.strictObject({
  dataDir: z.string().min(1).describe('folder of the chain'),
  genesisPath: z.string().min(1).describe('genesis.json, as geth reads it'),
  port: z.int().min(0).max(65_535).default(0).describe('port of the RPC'),
  host: z.string().min(1).default('127.0.0.1').describe('address of the RPC'),
  blockIntervalMs: z
    .int()
    .min(0)
    .default(1_000)
    .describe('at most one block in this time'),
  idleIntervalMs: z
    .int()
    .min(1)
    .default(60_000)
    .describe('one block in this time when nothing waits'),
  maxReplayCostMs: z
    .int()
    .min(1)
    .default(1_500)
    .describe('a new journal segment begins when a replay takes longer'),
})

export type StartChainParameters = z.input<typeof optionsSchema> & {
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
  const options = parseOptions(rest)
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

function parseOptions(
  input: z.input<typeof optionsSchema>,
): z.output<typeof optionsSchema> {
  const parsed = optionsSchema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new SaharaError(
    `The settings of the chain are wrong: ${z.prettifyError(parsed.error)}`,
    { code: 'CONFIG_INVALID', cause: parsed.error },
  )
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
