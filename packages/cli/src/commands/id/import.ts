import { readFile } from 'node:fs/promises'
import { SaharaError } from '@sahara/protocol'
import type { Command } from 'commander'
import { isHex } from 'viem'
import { createContext } from '../../context.ts'
import { readPassword } from '../../inputs/readPassword.ts'
import {
  decryptIdentity,
  decryptKeystore,
  encryptKeystore,
  type Keystore,
  parseKeystore,
} from '../../keystore/keystore.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { saveAccount } from './saveAccount.ts'

/** `sahara id import`: an account from a private key or a keystore file. */
export function addIdImportCommand(id: Command): void {
  id.command('import <name>')
    .description(
      'take over an account: a keystore, or the key in SAHARA_PRIVATE_KEY',
    )
    .option(
      '--keystore <file>',
      'a backup of `id export`, or a keystore of geth or a wallet',
    )
    .addHelpText(
      'after',
      toExamples('id import alice --keystore alice-backup.json'),
    )
    .action(
      async (name: string, flags: { keystore?: string }, command: Command) => {
        const context = createContext(command)
        const { keystore, password } = flags.keystore
          ? await fromFile(flags.keystore)
          : await fromPrivateKey(name)
        await saveAccount(context, { name, keystore, password })
      },
    )
}

type Imported = { keystore: Keystore; password: string }

async function fromFile(path: string): Promise<Imported> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SaharaError(`${path} cannot be read.`, {
      code: 'INPUT_INVALID',
      hint: 'Name a keystore file.',
      cause,
    })
  })
  const keystore = parseKeystore(text)
  const password = await readPassword(`Password of ${path}`)
  const { address } = await decryptKeystore({ keystore, password })
  await decryptIdentity({ keystore, password })
  return {
    keystore: { ...keystore, address: address.slice(2).toLowerCase() },
    password,
  }
}

async function fromPrivateKey(name: string): Promise<Imported> {
  const privateKey = process.env.SAHARA_PRIVATE_KEY
  if (!isHex(privateKey) || privateKey.length !== 66)
    throw new SaharaError('SAHARA_PRIVATE_KEY holds no private key.', {
      code: 'INPUT_INVALID',
      hint: 'Set it to 0x and 64 hexadecimal digits for this call only, or give --keystore FILE.',
    })
  const password = await readPassword(`New password for ${name}`, {
    isNew: true,
  })
  return { keystore: await encryptKeystore({ privateKey, password }), password }
}
