import { SaharaError } from '@sahara/protocol'
import { setProfile } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import {
  addProfileOptions,
  type ProfileFlags,
  toProfile,
} from '../../inputs/profileOptions.ts'
import { toExamples } from '../../terminal/toExamples.ts'

/** `sahara id profile`: what an ID says of itself. */
export function addIdProfileCommand(id: Command): void {
  addProfileOptions(
    id.command('profile').description('replace the profile of your Sahara ID'),
  )
    .option('--none', 'have no profile')
    .addHelpText(
      'after',
      toExamples('id profile --name Alice --link https://alice.example'),
    )
    .action(
      async (flags: ProfileFlags & { none?: boolean }, command: Command) => {
        const { client, unlock, progress, print } = createContext(command)
        const profile = toProfile(flags)
        if ((profile === undefined) !== (flags.none ?? false))
          throw new SaharaError('It is not clear what the profile shall be.', {
            code: 'INPUT_INVALID',
            hint: 'Give --name and more, or --none.',
          })
        const { account } = await unlock()
        progress.step('Writing the profile')
        const { transactionHash } = await setProfile(client, {
          account,
          profile,
        })
        print({ profile: profile ?? null, transactionHash }, () => [
          profile
            ? `The profile says ${profile.name}.`
            : 'No profile any more.',
        ])
      },
    )
}
