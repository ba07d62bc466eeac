import { registerId } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import { confirmAction } from '../../inputs/confirmAction.ts'
import {
  addProfileOptions,
  type ProfileFlags,
  toProfile,
} from '../../inputs/profileOptions.ts'
import { toExamples } from '../../terminal/toExamples.ts'

/** `sahara id register`: a Sahara ID for the account in use. */
export function addIdRegisterCommand(id: Command): void {
  addProfileOptions(
    id
      .command('register <handle>')
      .description('make a Sahara ID with a handle, which is for ever'),
  )
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples(
        'id register weather-archive --name "Weather Archive" --organisation',
      ),
    )
    .action(
      async (
        handle: string,
        flags: ProfileFlags & { yes?: boolean },
        command: Command,
      ) => {
        const { client, unlock, progress, print } = createContext(command)
        const profile = toProfile(flags)
        await confirmAction(`Be ${handle} for ever?`, flags)
        const { account, identity } = await unlock()
        const { recipient } = await identity()
        progress.step('Registering')
        const registered = await registerId(client, {
          account,
          handle,
          recipient,
          profile,
        })
        print({ handle, recipient, ...registered }, () => [
          `${handle} is Sahara ID ${registered.id}.`,
          'A lost key is the end of it unless others may bring it back: `sahara id guardians`.',
        ])
      },
    )
}
