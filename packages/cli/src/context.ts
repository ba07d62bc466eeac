import { join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { createSaharaClient, type SaharaClient } from '@sahara/sdk'
import { createFileJournal } from '@sahara/sdk/node'
import type { Command } from 'commander'
import type { LocalAccount } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { decryptKeystore } from './keystore/keystore.ts'
import {
  createKeystoreFolder,
  type KeystoreFolder,
} from './keystore/keystoreFolder.ts'
import { readPassword } from './readPassword.ts'
import { resolveSettings } from './settings.ts'

type GlobalFlags = {
  home?: string
  nodeUrl?: string
  rpcUrl?: string
  account?: string
  json?: boolean
}

export type Context = {
  home: string
  keystores: KeystoreFolder
  client: SaharaClient
  /** Asks for the password of the account in use. */
  unlock: () => Promise<LocalAccount>
  /** The address in use, without a password. */
  address: () => Promise<string>
  /** Data on stdout: one JSON document, or lines for people. */
  print: (data: unknown, lines: () => string[]) => void
}

/** What a command works with, from its flags and surroundings. */
export function createContext(command: Command): Context {
  const flags = command.optsWithGlobals<GlobalFlags>()
  const settings = resolveSettings(flags, process.env)
  const { home } = settings
  const keystores = createKeystoreFolder(home)
  const journal = createFileJournal({ directory: join(home, 'journal') })

  async function nameInUse(): Promise<string> {
    const name = flags.account ?? (await keystores.current())
    if (name) return name
    throw new SaharaError('No account is in use.', {
      code: 'ACCOUNT_MISSING',
      hint: 'Make one with `sahara id create NAME`, or give --account.',
    })
  }

  return {
    home,
    keystores,
    client: createSaharaClient({ ...settings, journal }),
    unlock: async () => {
      const name = await nameInUse()
      const keystore = await keystores.load(name)
      const password = await readPassword(`Password of ${name}`)
      const { privateKey } = await decryptKeystore({ keystore, password })
      return privateKeyToAccount(privateKey)
    },
    address: async () => {
      const name = await nameInUse()
      const found = (await keystores.list()).find((a) => a.name === name)
      if (found) return found.address
      await keystores.load(name)
      throw new SaharaError('The keystore does not name its address.', {
        code: 'KEYSTORE_INVALID',
      })
    },
    print: (data, lines) => {
      const text = flags.json
        ? JSON.stringify(data, (_, value: unknown) =>
            typeof value === 'bigint' ? value.toString() : value,
          )
        : lines().join('\n')
      if (text) process.stdout.write(`${text}\n`)
    },
  }
}
