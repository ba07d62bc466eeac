import { join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { createSaharaClient, type SaharaClient } from '@sahara/sdk'
import { createFileJournal } from '@sahara/sdk/node'
import type { Command } from 'commander'
import { readPassword } from './inputs/readPassword.ts'
import {
  createKeystoreFolder,
  type KeystoreFolder,
  type StoredAccount,
} from './keystore/keystoreFolder.ts'
import {
  type UnlockedAccount,
  unlockAccount,
} from './keystore/unlockAccount.ts'
import { resolveSettings } from './settings.ts'
import { createProgress, type Progress } from './terminal/createProgress.ts'

type GlobalFlags = {
  home?: string
  nodeUrl?: string
  rpcUrl?: string
  account?: string
  json?: boolean
}

/** What a command works with. */
export type Context = {
  /** The user is a program: no remarks, one JSON document. */
  json: boolean
  rpcUrl: string
  home: string
  keystores: KeystoreFolder
  client: SaharaClient
  progress: Progress
  /** Asks for the password of the account in use. */
  unlock: () => Promise<UnlockedAccount>
  /** The account in use, without a password. */
  current: () => Promise<StoredAccount>
  /** Data on stdout: one JSON document, or lines for people. */
  print: (data: unknown, lines: () => string[]) => void
  /** A remark for people, on stderr. */
  note: (text: string) => void
}

/** What a command works with, from its flags and surroundings. */
export function createContext(command: Command): Context {
  const flags = command.optsWithGlobals<GlobalFlags>()
  const settings = resolveSettings(flags, process.env)
  const { home } = settings
  const json = flags.json ?? false
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
    json,
    home,
    rpcUrl: settings.rpcUrl,
    keystores,
    client: createSaharaClient({ ...settings, journal }),
    progress: createProgress({ silent: json }),
    unlock: async () => {
      const name = await nameInUse()
      await keystores.load(name)
      const password = await readPassword(`Password of ${name}`)
      return unlockAccount({ keystores, name, password })
    },
    current: async () => keystores.describe(await nameInUse()),
    print: (data, lines) => {
      const text = json
        ? JSON.stringify(data, (_, value: unknown) =>
            typeof value === 'bigint' ? value.toString() : value,
          )
        : lines().join('\n')
      if (text) process.stdout.write(`${text}\n`)
    },
    note: (text) => {
      if (!json) process.stderr.write(`${text}\n`)
    },
  }
}
