import { resolve } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import { refuseExisting } from '../../inputs/refuseExisting.ts'
import { toExamples } from '../../terminal/toExamples.ts'

/** `sahara id export`: a backup that `id import` and wallets read. */
export function addIdExportCommand(id: Command): void {
  id.command('export <file>')
    .description('write a backup of the account in use, still encrypted')
    .option(
      '--age',
      'its age identity alone, NOT encrypted, for `age -d -i FILE`',
    )
    .addHelpText('after', toExamples('id export alice-backup.json'))
    .action(
      async (file: string, flags: { age?: boolean }, command: Command) => {
        const context = createContext(command)
        const path = resolve(file)
        await refuseExisting(path)
        // A backup is worth something only to who knows its password.
        const { name, identity } = await context.unlock()
        const { identity: secret, recipient } = await identity()
        await writeFileAtomic(
          path,
          flags.age
            ? `# public key: ${recipient}\n${secret}\n`
            : `${JSON.stringify(await context.keystores.load(name))}\n`,
        )
        context.print({ name, path }, () => [`${name} is in ${path}`])
      },
    )
}
