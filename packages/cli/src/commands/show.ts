import { getAsset } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAssetLines } from '../views/toAssetLines.ts'

/** `sahara show`: one asset. */
export function defineShowCommand(command: Command): void {
  command
    .addHelpText('after', toExamples('show 0x3fa1b2c4d5'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, print } = createContext(command)
      const assetId = await resolveAsset(client, text)
      const asset = await getAsset(client, { assetId })
      print(asset, () => toAssetLines(asset))
    })
}
