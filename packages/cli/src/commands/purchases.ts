import { listPurchases } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toPurchaseLines } from '../views/toPurchaseLines.ts'

/** `sahara purchases`: what an account paid for. */
export function definePurchasesCommand(command: Command): void {
  command
    .option('--held', 'only those that are held for a refund')
    .option('--cursor <cursor>', 'from the page before')
    .addHelpText('after', toExamples('purchases', 'purchases --held'))
    .action(
      async (
        given: string | undefined,
        flags: { held?: boolean; cursor?: string },
        command: Command,
      ) => {
        const { client, current, print } = createContext(command)
        const account = given ? parseAddress(given) : (await current()).address
        const page = await listPurchases(client, {
          account,
          state: flags.held ? 'held' : undefined,
          cursor: flags.cursor,
        })
        print(page, () => toPurchaseLines(page))
      },
    )
}
