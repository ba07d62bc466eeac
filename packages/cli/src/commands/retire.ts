import { retireAsset } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toShortId } from '../terminal/words.ts'

/** `sahara retire`: the end of an asset's sales. */
export function defineRetireCommand(command: Command): void {
  command
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', toExamples('retire 0x3fa1b2c4d5'))
    .action(
      async (text: string, flags: { yes?: boolean }, command: Command) => {
        const { client, unlock, progress, print } = createContext(command)
        const assetId = await resolveAsset(client, text)
        await confirmAction(`Retire ${assetId} for good?`, flags)
        const { account } = await unlock()
        progress.step('Retiring')
        const { transactionHash } = await retireAsset(client, {
          account,
          assetId,
        })
        print({ assetId, transactionHash }, () => [
          'Retired. What was bought stays open.',
          `Its bond comes back, once due, by: sahara bond ${toShortId(assetId)}`,
        ])
      },
    )
}
