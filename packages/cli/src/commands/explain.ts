import { explain } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toExplainLines } from '../views/toExplainLines.ts'

/** `sahara explain`: each wei with its cause. */
export function addExplainCommand(program: Command): void {
  program
    .command('explain [address]')
    .description("the cause of every wei of an account's income")
    .addHelpText('after', toExamples('explain'))
    .action(async (given: string | undefined, _: unknown, command: Command) => {
      const { client, current, print } = createContext(command)
      const account = given ? parseAddress(given) : (await current()).address
      const explanation = await explain(client, { account })
      print(explanation, () => toExplainLines(explanation))
    })
}
