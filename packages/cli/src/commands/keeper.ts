import { runService } from '@sahara/common'
import { checkKeepers } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parsePort } from '../inputs/parsePort.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toKeeperLines } from '../views/toKeeperLines.ts'
import { addAccuseCommand } from './keeper/accuse.ts'
import { addChallengeCommands } from './keeper/challenge.ts'
import { addFeeCommand } from './keeper/fee.ts'
import { addHandOverCommand } from './keeper/handOver.ts'
import { keeperFolder } from './keeper/keeperFolder.ts'
import { addStakeCommands } from './keeper/stake.ts'

type RunFlags = {
  port: number
  host: string
  data: string
  publicUrl?: string
  trustProxy?: boolean
  rejoin?: boolean
  chargeFees?: boolean
  logLevel?: string
}

/** `sahara keeper`: who guards the keys, and guarding some. */
export function defineKeeperCommand(keeper: Command): void {
  addStakeCommands(keeper)
  addChallengeCommands(keeper)
  addAccuseCommand(keeper)
  addFeeCommand(keeper)
  addHandOverCommand(keeper)
  keeper
    .command('list')
    .description('keepers registered on chain, and which of them answer')
    .action(async (_: unknown, command: Command) => {
      const { client, print } = createContext(command)
      const keepers = await checkKeepers(client)
      print({ keepers }, () => toKeeperLines(keepers))
    })
  keeper
    .command('run')
    .description(
      'run a keeper; it registers itself as soon as it has gas and its stake',
    )
    .option('--port <number>', 'port of the keeper', parsePort, 4610)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--data <folder>',
      'its keys and key shares; back it up',
      keeperFolder,
    )
    .option('--public-url <url>', 'where clients reach it, if elsewhere')
    .option('--rejoin', 'register again if it left or was slashed')
    .option(
      '--charge-fees',
      'charge owners, and refuse when not paid for too long',
    )
    .option('--trust-proxy', 'behind one that sets X-Forwarded-For')
    .option('--log-level <level>', 'of its log on stderr')
    .addHelpText(
      'after',
      toExamples(
        'keeper run --port 4610',
        'keeper run --rpc-url http://10.0.0.2:8545 --public-url https://keeper.example',
      ),
    )
    .action((flags: RunFlags, command: Command) => {
      const { rpcUrl, json } = createContext(command)
      return runService(
        async () => {
          // Only here, since other commands start faster without it.
          const { startKeeper } = await import('@sahara/node/keeper')
          const { data, ...rest } = flags
          const { url, address, recipient, close } = await startKeeper({
            ...rest,
            dataDir: data,
            rpcUrl,
            register: true,
          })
          return { ready: { url, address, recipient }, close }
        },
        json ? {} : { announce: toAnnouncement },
      )
    })
}

function toAnnouncement({ url, address }: Record<string, unknown>): string {
  return [
    `Keeper ${address} answers at ${url}.`,
    'It registers itself once it has native coin for gas and SAHARA for its stake; on a local chain:',
    `  sahara id fund ${address}`,
    'Ctrl-C stops it; the next start goes on where this one ended.',
  ].join('\n')
}
