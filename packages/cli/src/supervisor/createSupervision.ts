import { type Common, createCommon } from '@sahara/common'
import type { Command } from 'commander'

/** What a command works with that runs other processes. */
export type Supervision = {
  common: Common
  /** The user is a program: one JSON document. */
  isJson: boolean
  /** Resolves on Ctrl-C; `common` shuts down then too. */
  stopped: Promise<void>
}

/** The frame of a command that runs other processes until Ctrl-C. */
export function createSupervision(command: Command, name: string): Supervision {
  const { json, verbose } = command.optsWithGlobals<{
    json?: boolean
    verbose?: boolean
  }>()
  const common = createCommon(name, { logLevel: verbose ? 'debug' : 'warn' })
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        resolve()
        void common.shutdown.close()
      })
  })
  return { common, isJson: json === true, stopped }
}
