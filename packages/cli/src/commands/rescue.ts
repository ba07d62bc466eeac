import { rescueToken } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { toExamples } from '../terminal/toExamples.ts'

/** `sahara rescue`: royalties of other markets, in what they trade in. */
export function defineRescueCommand(command: Command): void {
  command
    .addHelpText('after', toExamples('rescue 0x3fa1b2c4d5 0x70997970…'))
    .action(
      async (text: string, given: string, _: unknown, command: Command) => {
        const { client, unlock, progress, print } = createContext(command)
        const token = parseAddress(given)
        const assetId = await resolveAsset(client, text)
        const { account } = await unlock()
        progress.step('Sending it to the owner')
        const { transactionHash } = await rescueToken(client, {
          ...{ account, assetId, token },
        })
        print({ assetId, token, transactionHash }, () => [
          "It is the owner's of the asset now.",
        ])
      },
    )
}
