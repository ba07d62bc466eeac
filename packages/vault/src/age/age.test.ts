import {
  Decrypter,
  Encrypter,
  generateIdentity,
  identityToRecipient,
} from 'age-encryption'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { concatBytes } from '../internal/concatBytes.ts'
import { readAll } from '../internal/readAll.ts'
import { nodeCrypto } from '../node/nodeCrypto.ts'
import { decryptFile } from './decryptFile.ts'
import { decryptFileRange } from './decryptFileRange.ts'
import { encryptFile } from './encryptFile.ts'
import { chunkBytes } from './payload.ts'
import { portableCrypto } from './portableCrypto.ts'

const sample = (size: number) =>
  new Uint8Array(size).map((_, i) => i * 31 + (i >> 16))
const edges = [0, 1, 2].flatMap((chunks) =>
  [-1, 0, 1].map((by) => Math.max(0, chunks * chunkBytes + by)),
)
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0
const collect = (source: AsyncIterable<Uint8Array>) => readAll(source, 1e9)
const cryptos = [portableCrypto, nodeCrypto]

let identity = ''
let recipient = ''
let other = ''
beforeAll(async () => {
  identity = await generateIdentity()
  recipient = await identityToRecipient(identity)
  other = await generateIdentity()
})
const encrypt = (bytes: Uint8Array, crypto = portableCrypto) =>
  collect(encryptFile({ source: bytes, recipients: [recipient], crypto }))
const decrypt = (bytes: Uint8Array, key = identity) =>
  collect(decryptFile({ source: bytes, identity: key }))

describe('encryptFile, decryptFile', () => {
  test('default: stock age opens ours, we open those of stock age', async () => {
    for (const size of edges)
      for (const crypto of cryptos) {
        const bytes = sample(size)
        const stock = new Decrypter()
        stock.addIdentity(identity)
        expect(
          same(await stock.decrypt(await encrypt(bytes, crypto)), bytes),
        ).toBe(true)

        const encrypter = new Encrypter()
        encrypter.addRecipient(recipient)
        const sealed = await encrypter.encrypt(bytes)
        const opened = decryptFile({ source: sealed, identity, crypto })
        expect(same(await collect(opened), bytes)).toBe(true)
      }
  })

  test('behavior: does not depend on how the bytes arrive', async () => {
    const bytes = sample(2 * chunkBytes + 9)
    const cuts = fc.array(fc.nat(2 * chunkBytes + 400), { maxLength: 8 })
    const cut = (whole: Uint8Array, at: number[]) =>
      [0, ...at.sort((a, b) => a - b)].map((start, i, all) =>
        whole.subarray(start, all[i + 1]),
      )
    await fc.assert(
      fc.asyncProperty(cuts, cuts, async (a, b) => {
        const source = cut(bytes, a)
        const sealed = await collect(
          encryptFile({ source, recipients: [recipient], crypto: nodeCrypto }),
        )
        const opened = decryptFile({ source: cut(sealed, b), identity })
        expect(same(await collect(opened), bytes)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test('error: BLOB_INVALID for any byte changed', async () => {
    const sealed = await encrypt(sample(100))
    const stock = (bytes: Uint8Array) => {
      const decrypter = new Decrypter()
      decrypter.addIdentity(identity)
      return decrypter.decrypt(bytes)
    }
    for (let i = 0; i < sealed.length; i++) {
      const damaged = sealed.slice()
      damaged[i] = (damaged[i] ?? 0) ^ 1
      await expect(decrypt(damaged), `byte ${i}`).rejects.toMatchObject({
        code: 'BLOB_INVALID',
      })
      await expect(stock(damaged)).rejects.toThrow()
    }
  })

  test('error: BLOB_INVALID for chunks changed, cut, swapped or added', async () => {
    const bytes = sample(2 * chunkBytes + 50)
    const sealed = await encrypt(bytes)
    const payload = sealed.length - (bytes.length + 3 * 16)
    const chunk = chunkBytes + 16
    const at = (i: number) =>
      sealed.subarray(payload + i * chunk, payload + (i + 1) * chunk)
    const head = sealed.subarray(0, payload)
    const cases = [
      [head],
      [head, at(0)],
      [head, at(0), at(1)],
      [head, at(1), at(0), at(2)],
      [head, at(0), at(2)],
      [head, at(0), at(1), at(2), at(2)],
      [head, at(0), at(1), at(2), new Uint8Array(16)],
    ]
    for (const parts of cases)
      await expect(decrypt(concatBytes(parts))).rejects.toMatchObject({
        code: 'BLOB_INVALID',
      })
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), async (i) => {
        const damaged = sealed.slice()
        damaged[i] = (damaged[i] ?? 0) ^ 0x80
        for (const wrong of [damaged, sealed.subarray(0, i)])
          await expect(decrypt(wrong)).rejects.toMatchObject({
            code: 'BLOB_INVALID',
          })
      }),
      { numRuns: 40 },
    )
  })

  test('error: another key, and what is no key or no age file', async () => {
    const sealed = await encrypt(sample(5))
    for (const key of [other, '', 'AGE-SECRET-KEY-1X'])
      await expect(decrypt(sealed, key)).rejects.toMatchObject({
        code: 'BLOB_INVALID',
      })
    for (const wrong of [sample(0), sample(200_000), new Uint8Array(9)])
      await expect(decrypt(wrong)).rejects.toMatchObject({
        code: 'BLOB_INVALID',
      })
    for (const recipients of [[], ['age1nonsense'], ['']])
      await expect(
        collect(encryptFile({ source: sample(1), recipients })),
      ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})

describe('decryptFileRange', () => {
  const range = (sealed: Uint8Array, offset?: number, length?: number) => {
    let read = 0
    const parts = decryptFileRange({
      read: (from, bytes) => {
        read += bytes
        return [sealed.subarray(from, from + bytes)]
      },
      ciphertextSize: sealed.length,
      identity,
      offset,
      length,
      crypto: nodeCrypto,
    })
    return { parts, read: () => read }
  }

  test('default: any range of files around chunk edges', async () => {
    const sizes = fc.constantFrom(...edges)
    await fc.assert(
      fc.asyncProperty(sizes, sizes, sizes, async (size, offset, length) => {
        const bytes = sample(size)
        const sealed = await encrypt(bytes, nodeCrypto)
        const { parts } = range(sealed, offset, length)
        const wanted = bytes.subarray(offset, offset + length)
        expect(same(await collect(parts), wanted)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('behavior: reads only what it needs', async () => {
    const bytes = sample(20 * chunkBytes)
    const sealed = await encrypt(bytes, nodeCrypto)
    const { parts, read } = range(sealed, 10 * chunkBytes - 1, 2)
    expect(await collect(parts)).toEqual(
      bytes.subarray(10 * chunkBytes - 1, 10 * chunkBytes + 1),
    )
    expect(read()).toBeLessThan(4 * chunkBytes)
  })

  test('error: BLOB_INVALID for a file that was cut off', async () => {
    const sealed = await encrypt(sample(3 * chunkBytes), nodeCrypto)
    for (const cut of [
      0,
      10,
      100,
      200,
      chunkBytes,
      2 * chunkBytes + 500,
      sealed.length - 1,
      sealed.length - chunkBytes - 16,
    ])
      await expect(
        collect(range(sealed.subarray(0, cut), 0, 1).parts),
      ).rejects.toMatchObject({ code: 'BLOB_INVALID' })
  })
})
