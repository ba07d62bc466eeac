import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { lockFolder } from '@sahara/common'
import { localChainId, SaharaError } from '@sahara/protocol'
import type { Command } from 'commander'
import { confirmAction } from '../inputs/confirmAction.ts'
import { parsePort } from '../inputs/parsePort.ts'
import {
  isStarterPublished,
  publishStarterCatalogue,
} from '../starter/publishStarterCatalogue.ts'
import { createSupervision, type Supervision } from './createSupervision.ts'
import { type Platform, startPlatform } from './startPlatform.ts'

/** What a data folder of the platform may hold; `--reset` removes nothing else. */
const ownNames = /^(lock\.db(-\w+)?|chain|node|starter|keeper-\d+)$/

type StartOptions = {
  port: number
  data: string
  empty?: boolean
  reset?: boolean
  yes?: boolean
}

/** `sahara start`: the whole platform on this machine, until Ctrl-C. */
export function defineStartCommand(command: Command): void {
  command
    .option(
      '--port <number>',
      'port of the node; the next four are used too',
      parsePort,
      4600,
    )
    .option(
      '--data <folder>',
      'where everything is kept',
      join(homedir(), '.sahara', 'local'),
    )
    .option('--empty', 'publish no starter catalogue')
    .option('--reset', 'delete the data folder first; asks')
    .option('-y, --yes', 'answer yes to what --reset asks')
    .action(async (options: StartOptions, command: Command) => {
      if (options.reset) await resetData(options)
      await runUntilStopped(options, createSupervision(command, 'supervisor'))
    })
}

async function runUntilStopped(
  options: StartOptions,
  { common, isJson, stopped }: Supervision,
): Promise<void> {
  let platform: Platform | undefined
  try {
    const folder = join(options.data, 'starter')
    const onStep = (text: string) => process.stderr.write(`${text} …\n`)
    platform = await startPlatform({
      common,
      dataDir: options.data,
      port: options.port,
      prepare:
        options.empty || isStarterPublished(folder)
          ? undefined
          : (urls) =>
              publishStarterCatalogue({ common, folder, onStep, ...urls }),
      onStep,
    })
    announce(platform, isJson)
    await stopped
    process.stderr.write('Stopping …\n')
  } catch (error) {
    // Ctrl-C during the start is an end the user asked for, not a failure.
    if (!common.shutdown.signal.aborted) throw error
  } finally {
    await platform?.close()
  }
}

function announce(platform: Platform, isJson: boolean): void {
  const { nodeUrl, rpcUrl, keepers } = platform
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ nodeUrl, rpcUrl, keepers })}\n`)
    return
  }
  const lines = [
    '',
    'Sahara is running.',
    `  API and gateway  ${nodeUrl}   (${nodeUrl}/docs)`,
    `  Chain RPC        ${rpcUrl}   (chain id ${localChainId})`,
    ...keepers.map(
      ({ address, url }, index) =>
        `  Keeper ${index + 1}         ${url}   ${address}`,
    ),
    'Ctrl-C stops everything; the next start goes on where this one ended.',
    '',
  ]
  process.stdout.write(lines.join('\n'))
}

async function resetData(options: StartOptions): Promise<void> {
  if (!existsSync(options.data)) return
  const foreign = (await readdir(options.data)).filter(
    (name) => !ownNames.test(name),
  )
  if (foreign.length > 0)
    throw new SaharaError(
      `${options.data} holds files that are not Sahara's.`,
      {
        code: 'INPUT_INVALID',
        hint: 'Choose the data folder itself with --data.',
        details: { first: foreign[0] ?? '' },
      },
    )
  await confirmAction(
    `Delete ${options.data} with its chain, keys and blobs for good?`,
    options,
  )
  // Not under a running platform.
  lockFolder(options.data).release()
  await rm(options.data, { recursive: true })
}
