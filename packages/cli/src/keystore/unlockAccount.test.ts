import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encryptKeystore } from './keystore.ts'
import { createKeystoreFolder, type KeystoreFolder } from './keystoreFolder.ts'
import { unlockAccount } from './unlockAccount.ts'

const password = 'secret'
let home: string
let keystores: KeystoreFolder

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sahara-keystore-'))
  keystores = createKeystoreFolder(home)
  // As other programs write it: without an age identity.
  const keystore = await encryptKeystore({
    privateKey: `0x${'11'.repeat(32)}`,
    password,
    n: 2,
  })
  await keystores.save('alice', keystore)
})
afterAll(() => rm(home, { recursive: true, force: true }))

describe('unlockAccount', () => {
  test('error: KEYSTORE_PASSWORD_WRONG leaves the file as it is', async () => {
    await expect(
      unlockAccount({ keystores, name: 'alice', password: 'other' }),
    ).rejects.toMatchObject({ code: 'KEYSTORE_PASSWORD_WRONG' })
    expect((await keystores.load('alice')).age).toBeUndefined()
  })

  test('behavior: makes an identity once, on disk before it is used', async () => {
    const first = await unlockAccount({ keystores, name: 'alice', password })
    const path = join(home, 'keystore/alice.json')
    const text = await readFile(path, 'utf8')
    const { recipient } = await first.identity()
    expect(JSON.parse(text).age.recipient).toBe(recipient)
    expect((await keystores.describe('alice')).recipient).toBe(recipient)

    const second = await unlockAccount({ keystores, name: 'alice', password })
    expect(await second.identity()).toEqual(await first.identity())
    expect(await readFile(path, 'utf8')).toBe(text)
    const files = await readdir(join(home, 'keystore'))
    expect(files.filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('behavior: never overwrites an account', async () => {
    const before = await keystores.load('alice')
    const keystore = await encryptKeystore({
      privateKey: `0x${'22'.repeat(32)}`,
      password,
      n: 2,
    })
    await expect(keystores.save('alice', keystore)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    })
    expect(await keystores.load('alice')).toEqual(before)
  })
})
