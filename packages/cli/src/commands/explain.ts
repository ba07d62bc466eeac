import { explain, listMovements } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toExplainLines } from '../views/toExplainLines.ts'
import { toMovementLines } from '../views/toMovementLines.ts'

type Flags = { balance?: boolean; cursor?: string }

/** `sahara explain`: each wei with its cause. */
export function defineExplainCommand(command: Command): void {
  command
    .option('--balance', 'all that moved its SAHARA instead, newest first')
    .option('--cursor <cursor>', 'with --balance: from the page before')
    .addHelpText('after', toExamples('explain', 'explain --balance'))
    .action(async (given: string | undefined, flags: Flags, command) => {
      const { client, current, print } = createContext(command)
      const account = given ? parseAddress(given) : (await current()).address
      if (flags.balance) {
        const { cursor } = flags
        const page = await listMovements(client, { account, cursor })
        print(page, () => toMovementLines(page))
        return
      }
      const explanation = await explain(client, { account })
      print(explanation, () => toExplainLines(explanation))
    })
}
