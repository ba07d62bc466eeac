import { transferAsset } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { resolveOwner } from '../inputs/resolveOwner.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toShortId } from '../terminal/words.ts'

// What AssetRegistry, Licences, RevenueShares and KeeperFees do with an owner.
const notes = [
  'The new owner sets its offers, versions and grants, may open it, and may retire it: nobody but them can give it back.',
  'Its revenue shares stay with who holds them (`sahara shares transfer`), its offers stay open, and what was bought or granted stays.',
  'Its bond goes back to its publisher once the new owner retires it. Keepers are paid by the new owner from now on: what you put aside for them, `sahara escrow reclaim` gives back.',
]

/** `sahara transfer`: an asset goes to another owner, without an order. */
export function defineTransferCommand(command: Command): void {
  command
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples(
        'transfer 0x3fa1b2c4d5 0x70997970…',
        'transfer 0x3fa1b2c4d5 @weather-archive',
      ),
    )
    .action(
      async (
        text: string,
        who: string,
        flags: { yes?: boolean },
        command: Command,
      ) => {
        const context = createContext(command)
        const { client, progress, print, note } = context
        const to = await resolveOwner(client, who)
        const assetId = await resolveAsset(client, text)
        for (const line of notes) note(line)
        await confirmAction(
          `Give ${toShortId(assetId)} to ${to}, for good?`,
          flags,
        )
        const { account } = await context.unlock()
        progress.step('Transferring')
        const sent = await transferAsset(client, { account, assetId, to })
        print({ assetId, to, ...sent }, () => [
          `${toShortId(assetId)} is ${to}'s.`,
        ])
      },
    )
}
