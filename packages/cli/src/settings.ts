import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'

const schema = z.strictObject({
  nodeUrl: z.url().optional(),
  rpcUrl: z.url().optional(),
})

/** Where commands connect, and where they keep accounts. */
export type Settings = { home: string; nodeUrl: string; rpcUrl: string }

/**
 * Where the commands connect: flags, then environment, then
 * `SAHARA_HOME/config.json`, then defaults.
 *
 * @throws {SaharaError} `CONFIG_INVALID` with the source of the fault
 */
export function resolveSettings(
  flags: { home?: string; nodeUrl?: string; rpcUrl?: string },
  env: NodeJS.ProcessEnv,
): Settings {
  const home = flags.home ?? env.SAHARA_HOME ?? join(homedir(), '.sahara')
  const path = join(home, 'config.json')
  const file = existsSync(path) ? check(path, readFileSync(path, 'utf8')) : {}
  const nodeUrl = flags.nodeUrl ?? env.SAHARA_NODE_URL ?? file.nodeUrl
  const rpcUrl = flags.rpcUrl ?? env.SAHARA_RPC_URL ?? file.rpcUrl
  check('flags or environment', JSON.stringify({ nodeUrl, rpcUrl }))
  return {
    home,
    nodeUrl: nodeUrl ?? 'http://127.0.0.1:4600',
    rpcUrl: rpcUrl ?? 'http://127.0.0.1:4601',
  }
}

function check(source: string, text: string): z.infer<typeof schema> {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new SaharaError(`A setting in ${source} has a wrong value.`, {
      code: 'CONFIG_INVALID',
      hint: 'nodeUrl and rpcUrl are web addresses; nothing else is known.',
      cause,
    })
  }
}
