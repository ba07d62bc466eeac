import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { Market } from '../setupMarket.ts'

export type CommandOutput = { code: number; stdout: string; stderr: string }

export type CommandLine = {
  /** Runs the command as one person, on a machine of their own. */
  run: (who: string, ...args: string[]) => Promise<CommandOutput>
  /** The JSON a command printed; with it nothing else is said. */
  // biome-ignore lint/suspicious/noExplicitAny: each command prints its own
  sahara: (who: string, ...args: string[]) => Promise<any>
  /** The exit status and the code of the error that a command ended with. */
  refusal: (who: string, ...args: string[]) => Promise<[number, string]>
}

const bin = fileURLToPath(new URL('../../../cli/src/bin.ts', import.meta.url))

/** The `sahara` command, each time in a process of its own. */
export function createCommandLine(parameters: {
  /** Keeps the home of each person. */
  folder: string
  market: Pick<Market, 'nodeUrl' | 'rpcUrl'>
  /** More of the surroundings. */
  env?: Record<string, string>
}): CommandLine {
  const { folder, market } = parameters

  const run: CommandLine['run'] = (who, ...args) => {
    const env = {
      ...process.env,
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      SAHARA_HOME: join(folder, `home-${who}`),
      SAHARA_PASSWORD: 'secret',
      SAHARA_NODE_URL: market.nodeUrl,
      SAHARA_RPC_URL: market.rpcUrl,
      ...parameters.env,
    }
    return new Promise((resolve) =>
      execFile(
        process.execPath,
        ['--conditions=source', bin, ...args],
        { env },
        (error, stdout, stderr) =>
          resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      ),
    )
  }

  return {
    run,
    sahara: async (who, ...args) => {
      const { code, stdout, stderr } = await run(who, ...args, '--json')
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      return JSON.parse(stdout)
    },
    refusal: async (who, ...args) => {
      const { code, stdout, stderr } = await run(who, ...args, '--json')
      expect(stdout).toBe('')
      return [code, JSON.parse(stderr).code]
    },
  }
}
