import { releaseBond } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount } from '../terminal/words.ts'

/** `sahara bond`: what publishing put aside comes back. */
export function defineBondCommand(command: Command): void {
  command
    .addHelpText('after', toExamples('bond 0x3fa1b2c4d5'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const assetId = await resolveAsset(client, text)
      const { account } = await unlock()
      progress.step('Releasing the bond')
      const released = await releaseBond(client, { account, assetId })
      const { publisher, withdrawnWei } = released
      print({ assetId, ...released }, () => [
        withdrawnWei === 0n
          ? 'No bond is left to give back.'
          : `${publisher} got ${toAmount(withdrawnWei)}.`,
      ])
    })
}
