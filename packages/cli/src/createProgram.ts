import { Command } from 'commander'
import { addBuyCommand } from './commands/buy.ts'
import { addClaimCommand } from './commands/claim.ts'
import { addGetCommand } from './commands/get.ts'
import { addIdCommand } from './commands/id.ts'
import { addMarketCommands } from './commands/market.ts'
import { addNodeCommand } from './commands/node.ts'
import { addPublishCommand } from './commands/publish.ts'
import { addStartCommand } from './supervisor/addStartCommand.ts'

/** The whole `sahara` command. */
export function createProgram(): Command {
  const program = new Command('sahara')
    .description('Own, share and sell AI.')
    .option('--json', 'one JSON document on stdout, amounts in wei')
    .option('--verbose', 'stacks of errors')
    .option('--home <folder>', 'accounts and journal (SAHARA_HOME)')
    .option('--node-url <url>', 'the node (SAHARA_NODE_URL)')
    .option('--rpc-url <url>', 'the chain (SAHARA_RPC_URL)')
    .option('--account <name>', 'the account to use')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 wrong use.\n\nExamples:\n  $ sahara id create alice\n  $ sahara search weather --json\n  $ sahara buy OFFER --dry-run',
    )
    .showHelpAfterError('(see --help)')
    .exitOverride()
  addIdCommand(program)
  addMarketCommands(program)
  addPublishCommand(program)
  addBuyCommand(program)
  addGetCommand(program)
  addClaimCommand(program)
  addNodeCommand(program)
  addStartCommand(program)
  return program
}
