import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import { confirmAction } from '../../inputs/confirmAction.ts'
import { readNode } from '../readNode.ts'
import { runModule } from '../runModule.ts'

/** `sahara chain reset`: a node begins its chain anew, never its votes. */
export function addChainResetCommand(chain: Command): void {
  chain
    .command('reset <folder>')
    .description(
      'have a stopped node make anew what geth had; with --all also fetch its blocks again. Keys and votes stay',
    )
    .option('--all', 'delete the blocks too: other nodes must have them')
    .option('-y, --yes', 'do not ask')
    .action(
      async (
        folder: string,
        flags: { all?: boolean; yes?: boolean },
        command: Command,
      ) => {
        const { print } = createContext(command)
        const node = await readNode(folder)
        await confirmAction(
          flags.all
            ? `Delete all blocks of ${node.name}? It fetches them from its peers: some must have them.`
            : `Delete what geth of ${node.name} has? It is made anew from the node's own blocks, which takes a while.`,
          flags,
        )
        const scope = flags.all ? 'all' : 'geth'
        await runModule('@sahara/chain/admin-bin', [
          ...['--do', 'reset', '--data', folder, '--scope', scope],
        ])
        print({ name: node.name, scope }, () => [
          `${node.name} begins anew at its next start. Its keys and what it voted on are as they were.`,
        ])
      },
    )
}
