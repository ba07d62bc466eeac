import { getAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { decryptKeystore, encryptKeystore } from './keystore.ts'

// geth's accounts/keystore/testdata file very-light-scrypt.json.
const vector = {
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
}
const privateKey =
  '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d'

describe('decryptKeystore', () => {
  test('default: opens the published vector', async () => {
    const opened = decryptKeystore({ keystore: vector, password: '' })
    await expect(opened).resolves.toMatchObject({
      address: getAddress(`0x${vector.address}`),
    })
  })

  test('behavior: opens what was encrypted, with the address', async () => {
    const keystore = await encryptKeystore({
      privateKey,
      password: 'pässword',
      n: 1024,
    })
    const opened = await decryptKeystore({
      keystore: JSON.parse(JSON.stringify(keystore)),
      password: 'pässword',
    })
    expect(opened.privateKey).toBe(privateKey)
    expect(opened.address.slice(2).toLowerCase()).toBe(keystore.address)
    expect(JSON.stringify(keystore)).not.toContain(privateKey.slice(2))
  })

  test('error: KEYSTORE_PASSWORD_WRONG', async () => {
    const opened = decryptKeystore({ keystore: vector, password: 'other' })
    await expect(opened).rejects.toMatchObject({
      code: 'KEYSTORE_PASSWORD_WRONG',
    })
  })

  test('error: KEYSTORE_INVALID for another cipher and a huge cost', async () => {
    const { crypto } = vector
    const huge = { ...crypto.kdfparams, n: 2 ** 30 }
    for (const bad of [
      { ...vector, crypto: { ...crypto, cipher: 'aes-256-gcm' } },
      { ...vector, crypto: { ...crypto, kdfparams: huge } },
      {},
    ])
      await expect(
        decryptKeystore({ keystore: bad, password: 'testpassword' }),
      ).rejects.toMatchObject({ code: 'KEYSTORE_INVALID' })
  })
})
