import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import { toExamples } from '../../terminal/toExamples.ts'

/** `sahara id use`: chooses among the accounts of this machine. */
export function addIdUseCommand(id: Command): void {
  id.command('use <name>')
    .description('choose the account that commands use')
    .addHelpText('after', toExamples('id use bob', 'search --account bob'))
    .action(async (name: string, _: unknown, command: Command) => {
      const { keystores, print } = createContext(command)
      await keystores.use(name)
      print({ name }, () => [`Using ${name}.`])
    })
}
