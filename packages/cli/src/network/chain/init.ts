import { genesisPath } from '@sahara/protocol/genesis'
import type { Command } from 'commander'
import { z } from 'zod'
import { createContext } from '../../context.ts'
import { parseCount } from '../../inputs/parseCount.ts'
import { parsePort } from '../../inputs/parsePort.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { runModule } from '../runModule.ts'

const foundedSchema = z.object({
  network: z.string(),
  chainId: z.int(),
  genesisHash: z.string(),
  nodes: z.array(
    z.object({
      name: z.string(),
      folder: z.string(),
      host: z.string(),
      identity: z.object({ validator: z.string(), peer: z.string() }),
    }),
  ),
})

type InitFlags = {
  validators: number
  followers: string
  host: string[]
  port: number
  genesis: string
}

/** `sahara chain init`: a network of one's own, on one machine or several. */
export function addChainInitCommand(chain: Command): void {
  chain
    .command('init <folder>')
    .description('make a new network: its genesis, and a folder for each node')
    .option('--validators <number>', 'how many nodes vote', parseCount, 4)
    .option('--followers <number>', 'how many more only follow', '0')
    .option(
      '--host <address...>',
      'where each node listens and others reach it, validators first; this machine unless given',
      [],
    )
    .option(
      '--port <number>',
      'the first of six ports of a node',
      parsePort,
      4700,
    )
    .option('--genesis <file>', 'the state to begin with', genesisPath)
    .addHelpText(
      'after',
      toExamples(
        'chain init network',
        'chain init network --validators 3 --host 10.0.0.1 10.0.0.2 10.0.0.3',
      ),
    )
    .action(async (folder: string, flags: InitFlags, command: Command) => {
      const { print } = createContext(command)
      const founded = foundedSchema.parse(
        await runModule('@sahara/chain/admin-bin', [
          ...['--do', 'init', '--data', folder, '--genesis', flags.genesis],
          ...['--validators', String(flags.validators)],
          ...['--followers', flags.followers, '--port', String(flags.port)],
          ...flags.host.flatMap((host) => ['--host', host]),
        ]),
      )
      print(founded, () => [
        `${founded.network} (chain id ${founded.chainId}), genesis ${founded.genesisHash}`,
        ...founded.nodes.map(
          (node) =>
            `  ${node.name}  ${node.host}  ${node.identity.validator}  ${node.folder}`,
        ),
        'Move each folder to its machine, keep no copy that could run, and start it with `sahara chain start FOLDER`.',
      ])
    })
}
