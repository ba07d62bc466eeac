import { Command, Help } from 'commander'
import { commands, type NamedCommand } from './commands.ts'
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
    .configureHelp({
      // An empty list is no default that one needs to know.
      optionDescription: (option) =>
        String(option.defaultValue) === ''
          ? option.description
          : new Help().optionDescription(option),
    })
    .configureOutput({
      outputError: (text, write) =>
        write(text.replace(/^error: /, 'INPUT_INVALID: ')),
      ...(options.isJson ? { writeErr: () => undefined } : {}),
    })
    .exitOverride()
  const loads = new Map<Command, NamedCommand['load']>()
  for (const { usage, description, load } of commands)
    loads.set(program.command(usage).description(description), load)
  // Commander's own shows a command without loading it.
  program
    .helpCommand(false)
    .command('help [command...]')
    .description('display help for command')
    .action(async (names: string[]) => {
      await program.parseAsync([...names, '--help'], { from: 'user' })
    })
  program.hook('preSubcommand', async (_, command) => {
    const define = await loads.get(command)?.()
    define?.(command)
  })
  return program
}
