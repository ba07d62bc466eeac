import { listLicences } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { resolveAccount } from '../inputs/resolveAccount.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toLicenceLines } from '../views/toLicenceLines.ts'

/** `sahara licences`: what someone may use. */
export function defineLicencesCommand(command: Command): void {
  command
    .option('--cursor <cursor>', 'from the page before')
    .addHelpText('after', toExamples('licences', 'licences @weather-archive'))
    .action(
      async (
        who: string | undefined,
        flags: { cursor?: string },
        command: Command,
      ) => {
        const { client, current, print } = createContext(command)
        const account = who
          ? await resolveAccount(client, who)
          : (await current()).address
        const page = await listLicences(client, { account, ...flags })
        print(page, () => toLicenceLines(page, client.clock.now() / 1_000))
      },
    )
}
