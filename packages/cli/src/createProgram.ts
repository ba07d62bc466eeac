import { Command } from 'commander'
import { addBondCommand } from './commands/bond.ts'
import { addBuyCommand } from './commands/buy.ts'
import { addClaimCommand } from './commands/claim.ts'
import { addEarningsCommand } from './commands/earnings.ts'
import { addExplainCommand } from './commands/explain.ts'
import { addGetCommand } from './commands/get.ts'
import { addGrantCommands } from './commands/grant.ts'
import { addIdCommand } from './commands/id.ts'
import { addKeeperCommand } from './commands/keeper.ts'
import { addLineageCommand } from './commands/lineage.ts'
import { addLocationsCommand } from './commands/locations.ts'
import { addNodeCommand } from './commands/node.ts'
import { addOfferCommand } from './commands/offer.ts'
import { addPublishCommand } from './commands/publish.ts'
import { addPurchasesCommand } from './commands/purchases.ts'
import { addRefundCommand } from './commands/refund.ts'
import { addReleaseCommand } from './commands/release.ts'
import { addRetireCommand } from './commands/retire.ts'
import { addSearchCommand } from './commands/search.ts'
import { addShowCommand } from './commands/show.ts'
import { addVersionCommand } from './commands/version.ts'
import { addStartCommand } from './supervisor/addStartCommand.ts'
import { toExamples } from './terminal/toExamples.ts'

const afterHelp = `
An ASSET is an id, or its first digits as search shows them; an OFFER is
ASSET/NUMBER. Exit codes: 0 done, 1 failed, 2 wrong use. Errors begin with a
code that stays the same.
${toExamples('id create alice', 'id fund', 'search weather', 'buy 0x3fa1b2c4d5/0', 'get 0x3fa1b2c4d5 weather')}`

/**
 * The whole `sahara` command.
 *
 * @param options.isJson keeps usage texts from programs that parse stderr
 */
export function createProgram(options: { isJson: boolean }): Command {
  const program = new Command('sahara')
    .description('Own, share and sell AI.')
    .option('--json', 'one JSON document on stdout, amounts in wei')
    .option('--verbose', 'stacks of errors')
    .option('--home <folder>', 'accounts and journal (SAHARA_HOME)')
    .option('--node-url <url>', 'the node (SAHARA_NODE_URL)')
    .option('--rpc-url <url>', 'the chain (SAHARA_RPC_URL)')
    .option('--account <name>', 'the account to use')
    .addHelpText('after', afterHelp)
    .showHelpAfterError('(see --help)')
    .configureOutput(options.isJson ? { writeErr: () => undefined } : {})
    .exitOverride()
  addIdCommand(program)
  addSearchCommand(program)
  addShowCommand(program)
  addLineageCommand(program)
  addBuyCommand(program)
  addGetCommand(program)
  addPurchasesCommand(program)
  addRefundCommand(program)
  addPublishCommand(program)
  addVersionCommand(program)
  addOfferCommand(program)
  addGrantCommands(program)
  addRetireCommand(program)
  addBondCommand(program)
  addLocationsCommand(program)
  addEarningsCommand(program)
  addExplainCommand(program)
  addClaimCommand(program)
  addReleaseCommand(program)
  addNodeCommand(program)
  addKeeperCommand(program)
  addStartCommand(program)
  return program
}
