import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { findDue, releaseDue } from '../operations/releaseDue.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount, toCount } from '../terminal/words.ts'

/** `sahara release`: held payments whose time for a refund is over. */
export function defineReleaseCommand(command: Command): void {
  command
    .addHelpText('after', toExamples('release', 'release 0x3fa1b2c4d5'))
    .action(async (given: string[], _: unknown, command: Command) => {
      const { client, current, unlock, progress, print } =
        createContext(command)
      const { address } = await current()
      const assetIds =
        given.length > 0
          ? await Promise.all(given.map((text) => resolveAsset(client, text)))
          : undefined
      const due = await findDue(client, { account: address, assetIds })
      const { releasedWei } =
        due.length === 0
          ? { releasedWei: 0n }
          : await releaseDue(client, {
              ...(await unlock()),
              due,
              onStep: progress.step,
            })
      print({ releasedWei, released: due }, () => [
        due.length === 0
          ? 'Nothing to release: no refund window has ended since the last time.'
          : `Released ${toCount(due.length, 'payment')} of ${toAmount(releasedWei)} in all.`,
      ])
    })
}
