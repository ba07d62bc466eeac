import { perpetual, SaharaError } from '@sahara/protocol'
import { grantAccess } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parseHours } from '../inputs/parseHours.ts'
import { parseRights, rightsHelp } from '../inputs/parseRights.ts'
import { resolveAccount } from '../inputs/resolveAccount.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toDay, toRights } from '../terminal/words.ts'

type Flags = { rights: string; for?: string }

/** `sahara grant`: access without a sale. */
export function defineGrantCommand(command: Command): void {
  command
    .option('--rights <rights>', rightsHelp, 'download')
    .option('--for <duration>', 'such as 12h or 30d; for ever unless told')
    .addHelpText(
      'after',
      toExamples(
        'grant 0x3fa1b2c4d5 0x70997970… --rights download --for 30d',
        'grant 0x3fa1b2c4d5 @weather-archive',
      ),
    )
    .action(
      async (text: string, to: string, flags: Flags, command: Command) => {
        const { client, unlock, progress, print } = createContext(command)
        const rights = parseRights(flags.rights)
        const account = await resolveAccount(client, to)
        const hours = flags.for ? parseHours(flags.for) : undefined
        const assetId = await resolveAsset(client, text)
        const owner = await unlock()
        const untilHour =
          hours === undefined
            ? perpetual
            : checkedHour(Math.ceil(client.clock.now() / 3_600_000) + hours)
        progress.step('Granting')
        const { transactionHash } = await grantAccess(client, {
          account: owner.account,
          assetId,
          to: account,
          rights,
          untilHour,
        })
        const expiresAt = hours === undefined ? null : untilHour * 3_600
        print({ assetId, account, rights, expiresAt, transactionHash }, () => [
          `${account} may ${toRights(rights)} ${expiresAt === null ? 'for ever' : `until ${toDay(expiresAt)}`}.`,
        ])
      },
    )
}

/** An hour that the contract can hold and that is not for ever. */
function checkedHour(hour: number): number {
  if (hour < perpetual) return hour
  throw new SaharaError('The duration is too long.', {
    code: 'INPUT_INVALID',
    hint: 'Leave --for away to grant for ever.',
  })
}
