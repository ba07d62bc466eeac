import { listHolders } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toHolderLines } from '../views/toLicenceLines.ts'

/** `sahara holders`: who may use an asset. */
export function defineHoldersCommand(command: Command): void {
  command
    .option('--cursor <cursor>', 'from the page before')
    .addHelpText('after', toExamples('holders 0x3fa1b2c4d5'))
    .action(
      async (text: string, flags: { cursor?: string }, command: Command) => {
        const { client, print } = createContext(command)
        const assetId = await resolveAsset(client, text)
        const page = await listHolders(client, { assetId, ...flags })
        print(page, () => toHolderLines(page, client.clock.now() / 1_000))
      },
    )
}
