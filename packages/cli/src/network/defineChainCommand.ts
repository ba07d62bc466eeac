import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parsePort } from '../inputs/parsePort.ts'
import {
  createSupervision,
  type Supervision,
} from '../supervisor/createSupervision.ts'
import { superviseProcess } from '../supervisor/superviseProcess.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { addChainArchiveCommands } from './chain/archive.ts'
import { addChainInitCommand } from './chain/init.ts'
import { addChainKeysCommand } from './chain/keys.ts'
import { addChainResetCommand } from './chain/reset.ts'
import { addChainValidatorsCommand } from './chain/validators.ts'
import { readNodeState } from './readNetworkState.ts'
import { nodeSchema, readNode, toEndpoints } from './readNode.ts'
import { runModule } from './runModule.ts'
import { toNodeLines } from './toNodeLines.ts'

type JoinFlags = {
  genesis: string
  peer: string[]
  name: string
  host: string
  port: number
}

/** `sahara chain`: a node of Sahara chain on this machine. */
export function defineChainCommand(chain: Command): void {
  addChainInitCommand(chain)
  chain
    .command('join <folder>')
    .description('make a node of a network that runs elsewhere; it follows')
    .requiredOption(
      '--genesis <folder>',
      'a copy of the folder genesis of any of its nodes',
    )
    .requiredOption(
      '--peer <url...>',
      'nodes to begin with, as their `chain status` shows them',
    )
    .option('--name <name>', 'what the node is called', 'node')
    .option(
      '--host <address>',
      'where it listens and others reach it',
      '127.0.0.1',
    )
    .option('--port <number>', 'the first of six ports', parsePort, 4700)
    .addHelpText(
      'after',
      toExamples(
        'chain join node-2 --genesis genesis --peer sahara://1f…:9a…@10.0.0.2:4611?gossip=4612',
      ),
    )
    .action(async (folder: string, flags: JoinFlags, command: Command) => {
      const { print } = createContext(command)
      const node = nodeSchema.parse(
        await runModule('@sahara/chain/admin-bin', [
          ...['--do', 'join', '--data', folder, '--genesis', flags.genesis],
          ...['--name', flags.name, '--host', flags.host],
          ...['--port', String(flags.port)],
          ...flags.peer.flatMap((url) => ['--peer', url]),
        ]),
      )
      print(node, () => [
        ...toNodeLines(node),
        `Start it with \`sahara chain start ${folder}\`, and back its keys up.`,
      ])
    })

  chain
    .command('start <folder>')
    .description('run a node until Ctrl-C')
    .action(async (folder: string, _: unknown, command: Command) => {
      await runUntilStopped(folder, createSupervision(command, 'chain'))
    })

  chain
    .command('status <folder>')
    .description('who a node is, and how far')
    .action(async (folder: string, _: unknown, command: Command) => {
      const { print } = createContext(command)
      const node = await readNode(folder)
      const state = await readNodeState(toEndpoints(node))
      print({ ...node, ...state, name: node.name }, () =>
        toNodeLines(node, state),
      )
    })

  addChainValidatorsCommand(chain)
  addChainKeysCommand(chain)
  addChainResetCommand(chain)
  addChainArchiveCommands(chain)
}

async function runUntilStopped(
  folder: string,
  { common, isJson, stopped }: Supervision,
): Promise<void> {
  const node = await superviseProcess({
    common,
    name: 'node',
    module: '@sahara/chain/node-bin',
    args: ['--data', folder, '--stop-with-parent'],
  })
  process.stdout.write(
    isJson
      ? `${JSON.stringify(node.ready)}\n`
      : `Node ${node.ready.name} at ${node.ready.rpc}\nCtrl-C stops it; the next start goes on where this one ended.\n`,
  )
  await stopped
  await node.stop()
}
