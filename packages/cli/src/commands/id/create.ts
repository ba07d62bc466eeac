import type { Command } from 'commander'
import { generatePrivateKey } from 'viem/accounts'
import { createContext } from '../../context.ts'
import { readPassword } from '../../inputs/readPassword.ts'
import { encryptKeystore } from '../../keystore/keystore.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { saveAccount } from './saveAccount.ts'

/** `sahara id create`: a new account. */
export function addIdCreateCommand(id: Command): void {
  id.command('create <name>')
    .description('make an account and encrypt it with a password')
    .addHelpText('after', toExamples('id create alice'))
    .action(async (name: string, _: unknown, command: Command) => {
      const context = createContext(command)
      const password = await readPassword(`New password for ${name}`, {
        isNew: true,
      })
      const privateKey = generatePrivateKey()
      const keystore = await encryptKeystore({ privateKey, password })
      await saveAccount(context, { name, keystore, password })
    })
}
