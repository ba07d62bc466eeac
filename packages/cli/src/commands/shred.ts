import { join } from 'node:path'
import { getNewestVersion, shredVersion } from '@sahara/sdk'
import { createDiskBlobStore } from '@sahara/vault/node'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { parseCount } from '../inputs/parseCount.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toCount } from '../terminal/words.ts'

/** `sahara shred`: the key shares of a version are dropped for good. */
export function defineShredCommand(command: Command): void {
  command
    .option('--of <version>', 'which version; default: the newest', parseCount)
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', toExamples('shred 0x3fa1b2c4d5 --of 1'))
    .action(
      async (
        text: string,
        flags: { of?: number; yes?: boolean },
        command: Command,
      ) => {
        const { client, home, unlock, progress, print } = createContext(command)
        const assetId = await resolveAsset(client, text)
        const version =
          flags.of ?? (await getNewestVersion(client, { assetId }))
        await confirmAction(
          `Have the keepers drop the key of version ${version} of ${assetId} for good? Who bought it and did not open it never can; who did keeps what they have.`,
          flags,
        )
        const { account } = await unlock()
        progress.step('Ordering it')
        const { receipts, faults } = await shredVersion(client, {
          ...{ account, assetId, version },
          store: createDiskBlobStore({ directory: join(home, 'blobs') }),
        })
        print({ assetId, version, receipts, faults }, () => [
          `${toCount(receipts.length, 'keeper')} signed that nothing is left of it.`,
          ...faults.map(
            ({ keeper, error }) =>
              `${keeper} did not: ${error.code}. It drops it when it is back; run this again for its receipt.`,
          ),
        ])
      },
    )
}
