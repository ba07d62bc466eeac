import { explain } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toExplainLines } from '../views/toExplainLines.ts'

/** `sahara explain`: each wei with its cause. */
export function defineExplainCommand(command: Command): void {
  command
    .addHelpText('after', toExamples('explain'))
    .action(async (given: string | undefined, _: unknown, command: Command) => {
      const { client, current, print } = createContext(command)
      const account = given ? parseAddress(given) : (await current()).address
      const explanation = await explain(client, { account })
      print(explanation, () => toExplainLines(explanation))
    })
}
