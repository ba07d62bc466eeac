import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { readArguments, systemClock, toNumber } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { enginesFolder } from '../engines/enginesFolder.ts'
import { findEngines } from '../engines/findEngines.ts'
import { foundNetwork } from '../network/foundNetwork.ts'
import { exportNode } from './exportNode.ts'
import { importNode } from './importNode.ts'
import { joinNetwork } from './joinNetwork.ts'
import { resetNode } from './resetNode.ts'
import { restoreKeys } from './restoreKeys.ts'
import type { OnArchiveProgress } from './runTar.ts'

// What is done with the folders of nodes that do not run: `--do` says what.
// Prints what came of it as JSON, or the reason why not; before that, for long
// work, a line for each part in a hundred that is done.

const values = {
  do: { type: 'string' },
  data: { type: 'string' },
  genesis: { type: 'string' },
  name: { type: 'string' },
  host: { type: 'string', multiple: true },
  port: { type: 'string' },
  peer: { type: 'string', multiple: true },
  validators: { type: 'string' },
  followers: { type: 'string' },
  file: { type: 'string' },
  scope: { type: 'string' },
} as const

type Values = ReturnType<typeof readArguments<typeof values>>

async function gethFile(): Promise<string> {
  return (await findEngines(enginesFolder(process.env))).geth
}

function tellProgress(): OnArchiveProgress {
  let told = 0
  return (bytes, totalBytes) => {
    const part = Math.floor((bytes / totalBytes) * 100)
    if (part === told) return
    told = part
    process.stdout.write(
      `${JSON.stringify({ progress: { bytes, totalBytes } })}\n`,
    )
  }
}

const tasks: Record<string, (given: Values) => Promise<unknown>> = {
  init: async ({ data = '', genesis = '', host = [], ...given }) =>
    foundNetwork({
      directory: data,
      gethFile: await gethFile(),
      platformGenesisPath: genesis,
      validators: toNumber(given.validators) ?? 0,
      followers: toNumber(given.followers) ?? 0,
      firstPort: toNumber(given.port) ?? 0,
      hosts: host,
      timeMs: systemClock.now(),
      randomBytes,
    }),
  join: async ({ data = '', genesis = '', name = '', ...given }) =>
    joinNetwork({
      directory: data,
      gethFile: await gethFile(),
      genesisFolder: genesis,
      name,
      host: given.host?.[0] ?? '',
      firstPort: toNumber(given.port) ?? 0,
      peers: given.peer ?? [],
      randomBytes,
    }),
  reset: ({ data = '', scope }) =>
    resetNode({ directory: data, scope: scope === 'all' ? 'all' : 'geth' }),
  export: ({ data = '', file = '' }) =>
    exportNode({ directory: data, file, onProgress: tellProgress() }),
  import: ({ data = '', file = '' }) =>
    importNode({ directory: data, file, onProgress: tellProgress() }),
  // Secrets come on standard input: arguments are visible to everyone.
  restore: async ({ data = '' }) =>
    restoreKeys({
      directory: data,
      keys: JSON.parse(await text(process.stdin)),
    }),
}

try {
  const given = readArguments(
    values,
    `Use --do ${Object.keys(tasks).join('|')}`,
  )
  const task = tasks[given.do ?? '']
  if (!task)
    throw new SaharaError(`Nothing is called ${given.do}.`, {
      code: 'CONFIG_INVALID',
      hint: `Use --do ${Object.keys(tasks).join(', --do ')}.`,
    })
  process.stdout.write(`${JSON.stringify(await task(given))}\n`)
} catch (error) {
  if (!SaharaError.isInstance(error)) throw error
  process.stdout.write(`${JSON.stringify({ error })}\n`)
  process.exitCode = 1
}
