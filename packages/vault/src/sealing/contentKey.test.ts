import { identityToRecipient } from 'age-encryption'
import { describe, expect, test } from 'vitest'
import {
  contentKeyFromBytes,
  contentKeyToBytes,
  newContentKey,
} from './contentKey.ts'
import { decryptWith, encryptTo } from './encryptTo.ts'

const text = (value: string) => new TextEncoder().encode(value)

describe('contentKey', () => {
  test('default: bytes and identity, both ways', async () => {
    const key = await newContentKey({
      random: (length) => new Uint8Array(length).fill(7),
    })
    expect(contentKeyToBytes(key)).toEqual(new Uint8Array(32).fill(7))
    expect(await contentKeyFromBytes(contentKeyToBytes(key))).toEqual(key)
    expect(await identityToRecipient(key.identity)).toBe(key.recipient)
    expect(await newContentKey()).not.toEqual(await newContentKey())
  })

  test('error: INPUT_INVALID', async () => {
    for (const identity of [
      '',
      'AGE-SECRET-KEY-1X',
      (await newContentKey()).recipient,
    ])
      expect(() => contentKeyToBytes({ identity })).toThrow(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      )
    await expect(contentKeyFromBytes(new Uint8Array(31))).rejects.toMatchObject(
      { code: 'INPUT_INVALID' },
    )
  })
})

test('encryptTo, decryptWith: default', async () => {
  const { identity, recipient } = await newContentKey()
  const sealed = await encryptTo(recipient, text('secret'))
  expect(await decryptWith(identity, sealed)).toEqual(text('secret'))
  const { identity: other } = await newContentKey()
  await expect(decryptWith(other, sealed)).rejects.toMatchObject({
    code: 'BLOB_INVALID',
  })
})
