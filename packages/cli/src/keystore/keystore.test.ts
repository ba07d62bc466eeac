import { readFile } from 'node:fs/promises'
import { contentKeyFromBytes } from '@sahara/vault'
import fc from 'fast-check'
import { bytesToHex, getAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import {
  addIdentity,
  decryptIdentity,
  decryptKeystore,
  encryptKeystore,
  type Keystore,
  parseKeystore,
} from './keystore.ts'

// geth's accounts/keystore/testdata file very-light-scrypt.json.
const gethText = JSON.stringify({
  address: '45dea0fb0bba44f4fcf290bba71fd57d7117cbb8',
  crypto: {
    cipher: 'aes-128-ctr',
    ciphertext:
      'b87781948a1befd247bff51ef4063f716cf6c2d3481163e9a8f42e1f9bb74145',
    cipherparams: { iv: 'dc4926b48a105133d2f16b96833abf1e' },
    kdf: 'scrypt',
    kdfparams: {
      dklen: 32,
      n: 2,
      p: 1,
      r: 8,
      salt: '004244bbdc51cadda545b1cfa43cff9ed2ae88e08c61f1479dbb45410722f8f0',
    },
    mac: '39990c1684557447940d4c69e06b1b82b2aceacb43f284df65c956daf3046b85',
  },
  id: 'ce541d8d-c79b-40f8-9f8c-20f59616faba',
  version: 3,
})
/** The example of specs/keystore.md. */
const vector = JSON.parse(
  await readFile(new URL('./vector.json', import.meta.url), 'utf8'),
)

const secrets = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .filter((bytes) => bytes[0]! < 255 && bytes.some((byte) => byte > 0))
const passwords = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })

/** Cheap to open, for tests only. */
async function keystoreOf(parameters: {
  key: Uint8Array
  age: Uint8Array
  password: string
}): Promise<Keystore> {
  const { password } = parameters
  const keystore = await encryptKeystore({
    privateKey: bytesToHex(parameters.key),
    password,
    n: 2,
  })
  const identity = await contentKeyFromBytes(parameters.age)
  return addIdentity({ keystore, identity, password, n: 2 })
}

describe('keystore', () => {
  test("default: opens geth's vector, which has no identity", async () => {
    const keystore = parseKeystore(gethText)
    const opened = await decryptKeystore({ keystore, password: '' })
    expect(opened.address).toBe(getAddress(`0x${keystore.address}`))
    expect(await decryptIdentity({ keystore, password: '' })).toBeUndefined()
  })

  test('default: opens the vector of the specification', async () => {
    const { password, privateKey, identity } = vector
    const keystore = parseKeystore(JSON.stringify(vector.keystore))
    expect(await decryptKeystore({ keystore, password })).toMatchObject({
      privateKey,
    })
    expect(await decryptIdentity({ keystore, password })).toEqual({
      identity,
      recipient: keystore.age?.recipient,
    })
  })

  test('behavior: gives back any key and identity, and neither stands in the file', () =>
    fc.assert(
      fc.asyncProperty(
        secrets,
        secrets,
        passwords,
        async (key, age, password) => {
          const made = await keystoreOf({ key, age, password })
          const text = JSON.stringify(made)
          const keystore = parseKeystore(text)
          const { privateKey, address } = await decryptKeystore({
            keystore,
            password,
          })
          expect(privateKey).toBe(bytesToHex(key))
          expect(address).toBe(privateKeyToAccount(privateKey).address)
          expect(await decryptIdentity({ keystore, password })).toEqual(
            await contentKeyFromBytes(age),
          )
          for (const secret of [key, age])
            expect(text).not.toContain(bytesToHex(secret).slice(2))
        },
      ),
      { numRuns: 40 },
    ))

  test('error: KEYSTORE_PASSWORD_WRONG for every other password', () =>
    fc.assert(
      fc.asyncProperty(passwords, passwords, async (right, wrong) => {
        fc.pre(Buffer.from(right).compare(Buffer.from(wrong)) !== 0)
        const key = new Uint8Array(32).fill(7)
        const keystore = await keystoreOf({ key, age: key, password: right })
        const parameters = { keystore, password: wrong }
        for (const open of [decryptKeystore, decryptIdentity])
          await expect(open(parameters)).rejects.toMatchObject({
            code: 'KEYSTORE_PASSWORD_WRONG',
          })
      }),
      { numRuns: 20 },
    ))

  test('error: a changed file never opens as another key', async () => {
    const { password } = vector
    const digits = ['ciphertext', 'mac', 'salt', 'iv']
    const flipped = (text: string) =>
      (text[0] === '0' ? '1' : '0') + text.slice(1)
    const change = (value: unknown, name: string): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value).map(([key, inner]) => [
              key,
              key === name ? flipped(String(inner)) : change(inner, name),
            ]),
          )
        : value
    for (const name of digits) {
      const text = JSON.stringify(change(vector.keystore, name))
      const keystore = parseKeystore(text)
      for (const open of [decryptKeystore, decryptIdentity])
        await expect(open({ keystore, password }), name).rejects.toMatchObject({
          code: expect.stringMatching(/^KEYSTORE_(INVALID|PASSWORD_WRONG)$/),
        })
    }
    const { keystore } = vector
    const other = await contentKeyFromBytes(new Uint8Array(32).fill(9))
    await expect(
      decryptIdentity({
        keystore: {
          ...keystore,
          age: { ...keystore.age, recipient: other.recipient },
        },
        password,
      }),
    ).rejects.toMatchObject({ code: 'KEYSTORE_INVALID' })
  })

  test('error: KEYSTORE_INVALID for another cipher, a huge cost and no JSON', () => {
    const geth = JSON.parse(gethText)
    const { crypto } = geth
    const huge = { ...crypto.kdfparams, n: 2 ** 30 }
    for (const bad of [
      JSON.stringify({ ...geth, crypto: { ...crypto, cipher: 'aes-256-gcm' } }),
      JSON.stringify({ ...geth, crypto: { ...crypto, kdfparams: huge } }),
      JSON.stringify({ ...geth, crypto: { ...crypto, mac: '00' } }),
      '{}',
      'nonsense',
    ])
      expect(() => parseKeystore(bad)).toThrowError(
        expect.objectContaining({ code: 'KEYSTORE_INVALID' }),
      )
  })
})
