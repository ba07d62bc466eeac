import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { type Address, getAddress } from 'viem'
import { type Keystore, parseKeystore } from './keystore.ts'

/** What an account tells without its password. */
export type StoredAccount = {
  name: string
  address: Address
  /** Of the age identity, which keystores of other programs lack. */
  recipient: string | undefined
}

/** The accounts of this machine. */
export type KeystoreFolder = {
  list: () => Promise<StoredAccount[]>
  /** One of them, by name. */
  describe: (name: string) => Promise<StoredAccount>
  load: (name: string) => Promise<Keystore>
  /** Never overwrites an account. */
  save: (name: string, keystore: Keystore) => Promise<void>
  /**
   * Replaces an account's file by what `change` makes of it, whole or not at
   * all; no other process changes it meanwhile.
   */
  update: (
    name: string,
    change: (keystore: Keystore) => Promise<Keystore>,
  ) => Promise<Keystore>
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
  const write = (name: string, keystore: Keystore) =>
    writeWhole(pathOf(name), `${JSON.stringify(keystore)}\n`)

  async function locked<T>(task: () => Promise<T>): Promise<T> {
    const { lockFolder } = await import('@sahara/common')
    const lock = lockFolder(directory)
    try {
      return await task()
    } finally {
      lock.release()
    }
  }

  async function load(name: string): Promise<Keystore> {
    const text = await readIfThere(pathOf(name))
    if (text === undefined)
      throw new SaharaError(`No account is named ${name}.`, {
        code: 'KEYSTORE_NOT_FOUND',
        hint: 'See `sahara id list`, or make one with `sahara id create`.',
      })
    try {
      return parseKeystore(text)
    } catch (cause) {
      throw damaged(name, cause)
    }
  }

  async function describe(name: string): Promise<StoredAccount> {
    const { address, age } = await load(name)
    if (address === undefined) throw damaged(name)
    return {
      name,
      address: getAddress(`0x${address.replace(/^0x/, '')}`),
      recipient: age?.recipient,
    }
  }

  async function list(): Promise<StoredAccount[]> {
    const files = await readdir(directory).catch(() => [])
    const names = files
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -'.json'.length))
      .filter((name) => namePattern.test(name))
    return Promise.all(names.sort().map(describe))
  }

  async function save(name: string, keystore: Keystore): Promise<void> {
    await locked(async () => {
      if ((await readIfThere(pathOf(name))) !== undefined)
        throw new SaharaError(`An account named ${name} exists already.`, {
          code: 'INPUT_INVALID',
          hint: 'Choose another name.',
        })
      await write(name, keystore)
    })
  }

  async function update(
    name: string,
    change: (keystore: Keystore) => Promise<Keystore>,
  ): Promise<Keystore> {
    return locked(async () => {
      const changed = await change(await load(name))
      await write(name, changed)
      return changed
    })
  }

  async function use(name: string): Promise<void> {
    await load(name)
    await writeWhole(currentPath, `${name}\n`)
  }

  const current = async () => (await readIfThere(currentPath))?.trim()
  return { list, describe, load, save, update, current, use }
}

function damaged(name: string, cause?: unknown): SaharaError {
  return new SaharaError(`The keystore of ${name} is damaged.`, {
    code: 'KEYSTORE_INVALID',
    hint: 'Restore it from a backup, or move it away.',
    details: { name },
    cause,
  })
}

/** Most commands only read, and start faster without what writes. */
async function writeWhole(path: string, text: string): Promise<void> {
  const { writeFileAtomic } = await import('@sahara/common')
  await writeFileAtomic(path, text)
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
