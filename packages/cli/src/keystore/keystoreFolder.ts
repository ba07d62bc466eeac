import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { getAddress } from 'viem'
import { type Keystore, keystoreSchema } from './keystore.ts'

export type StoredAccount = { name: string; address: string }

export type KeystoreFolder = {
  list: () => Promise<StoredAccount[]>
  load: (name: string) => Promise<unknown>
  /** Never overwrites an account. */
  save: (name: string, keystore: Keystore) => Promise<void>
  /** The account that commands use, by name. */
  current: () => Promise<string | undefined>
  use: (name: string) => Promise<void>
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/** Encrypted accounts under SAHARA_HOME, one file each, and which is in use. */
export function createKeystoreFolder(home: string): KeystoreFolder {
  const directory = join(home, 'keystore')
  const currentPath = join(home, 'current-account')
  const pathOf = (name: string): string => {
    if (namePattern.test(name)) return join(directory, `${name}.json`)
    throw new SaharaError('The name of an account has the wrong form.', {
      code: 'INPUT_INVALID',
      hint: 'Use letters, digits, - and _, at most 64.',
    })
  }

  async function load(name: string): Promise<unknown> {
    const text = await readIfThere(pathOf(name))
    if (text === undefined)
      throw new SaharaError(`No account is named ${name}.`, {
        code: 'KEYSTORE_NOT_FOUND',
        hint: 'See `sahara id list`, or make one with `sahara id create`.',
      })
    try {
      return JSON.parse(text)
    } catch (cause) {
      throw new SaharaError(`The keystore of ${name} is damaged.`, {
        code: 'KEYSTORE_INVALID',
        hint: 'Restore it from a backup.',
        cause,
      })
    }
  }

  async function list(): Promise<StoredAccount[]> {
    const names = await readdir(directory).catch(() => [])
    const accounts: StoredAccount[] = []
    for (const file of names.filter((f) => f.endsWith('.json')).sort()) {
      const name = file.slice(0, -'.json'.length)
      const keystore = keystoreSchema.safeParse(await load(name))
      const address = keystore.data?.address?.replace(/^0x/, '')
      if (address) accounts.push({ name, address: getAddress(`0x${address}`) })
    }
    return accounts
  }

  async function save(name: string, keystore: Keystore): Promise<void> {
    if ((await readIfThere(pathOf(name))) !== undefined)
      throw new SaharaError(`An account named ${name} exists already.`, {
        code: 'INPUT_INVALID',
        hint: 'Choose another name.',
      })
    await writeFileAtomic(pathOf(name), `${JSON.stringify(keystore)}\n`)
  }

  async function use(name: string): Promise<void> {
    await load(name)
    await writeFileAtomic(currentPath, `${name}\n`)
  }

  const current = async () => (await readIfThere(currentPath))?.trim()
  return { list, load, save, current, use }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return undefined
    throw error
  }
}
