import { revokeAccess } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parseRights, rightsHelp } from '../inputs/parseRights.ts'
import { resolveAccount } from '../inputs/resolveAccount.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toRights } from '../terminal/words.ts'

type Flags = { rights: string }

/** `sahara revoke`: the end of what was granted. */
export function defineRevokeCommand(command: Command): void {
  command
    .option('--rights <rights>', rightsHelp, 'download')
    .addHelpText('after', toExamples('revoke 0x3fa1b2c4d5 0x70997970…'))
    .action(
      async (text: string, whose: string, flags: Flags, command: Command) => {
        const { client, unlock, progress, print } = createContext(command)
        const rights = parseRights(flags.rights)
        const account = await resolveAccount(client, whose)
        const assetId = await resolveAsset(client, text)
        const owner = await unlock()
        progress.step('Revoking')
        const { transactionHash } = await revokeAccess(client, {
          account: owner.account,
          assetId,
          from: account,
          rights,
        })
        print({ assetId, account, rights, transactionHash }, () => [
          `Took back: ${toRights(rights)}. What ${account} bought stays.`,
        ])
      },
    )
}
