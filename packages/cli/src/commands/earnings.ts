import { getEarnings } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toEarningsLines } from '../views/toEarningsLines.ts'

/** `sahara earnings`: what revenue shares brought. */
export function defineEarningsCommand(command: Command): void {
  command
    .addHelpText('after', toExamples('earnings'))
    .action(async (given: string | undefined, _: unknown, command: Command) => {
      const { client, current, print } = createContext(command)
      const account = given ? parseAddress(given) : (await current()).address
      const earnings = await getEarnings(client, { account })
      print(earnings, () => toEarningsLines(earnings))
    })
}
