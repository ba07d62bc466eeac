import { readFileSync } from 'node:fs'
import { hashTypedData, recoverTypedDataAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { locationListSchema } from './api/index.ts'
import { checkLocations, localChainId, toLocationListMessage } from './index.ts'

const vector = JSON.parse(
  readFileSync(
    new URL('../../../specs/location-list.json', import.meta.url),
    'utf8',
  ),
)

describe('location lists', () => {
  test('vector: specs/location-list.json', async () => {
    const list = locationListSchema.parse(vector.list)
    const message = toLocationListMessage(vector.chainId, list)
    expect(hashTypedData(message)).toBe(vector.digest)
    expect(
      await recoverTypedDataAddress({
        ...message,
        signature: vector.list.signature,
      }),
    ).toBe(vector.owner)
  })

  test('behavior: addresses are plain, and in one form', () => {
    const isValid = (url: string) =>
      locationListSchema.safeParse({
        ...vector.list,
        locations: [{ kind: 'gateway', url }],
      }).success
    for (const url of [
      'https://node.example',
      'https://node.example/',
      'http://127.0.0.1:4600/a/b',
      'https://[2606:4700::1111]:8443/x/',
    ])
      expect(isValid(url), url).toBe(true)
    for (const url of [
      'ftp://node.example',
      'file:///etc/passwd',
      'node.example',
      'https://user@node.example',
      'https://:secret@node.example',
      'https://node.example?',
      'https://node.example/?a=b',
      'https://node.example/#a',
      'HTTPS://node.example',
      'https://NODE.example',
      'https://2130706433/',
      'https://node.example:443',
      'https://node.example/a/../b',
      ` https://node.example`,
      `https://node.example/${'a'.repeat(600)}`,
    ])
      expect(isValid(url), url).toBe(false)
  })

  test('behavior: only local chains may list what is at hand', () => {
    const codeOf = (url: string, chainId: number) => {
      try {
        checkLocations(chainId, [
          { kind: 'objects', url: 'https://node.example' },
          { kind: 'gateway', url },
        ])
        return 'allowed'
      } catch (error) {
        return (error as { code: string }).code
      }
    }
    for (const url of [
      'https://node.example',
      'https://xn--bcher-kva.example:8443/a',
      'https://10.0.0.1.example',
      'https://bucket.s3.amazonaws.com/a',
    ])
      expect(codeOf(url, 1), url).toBe('allowed')
    for (const url of [
      'http://node.example',
      'https://localhost',
      'https://localhost.',
      'https://a.localhost',
      'https://printer.local',
      'https://router.home.arpa',
      'https://metadata.google.internal',
      'https://metadata.google.internal.',
      'https://intranet',
      'https://127.0.0.1',
      'https://2130706433',
      'https://8.8.8.8',
      'https://[::1]',
      'https://[2606:4700::1111]',
    ]) {
      expect(codeOf(url, 1), url).toBe('LOCATIONS_INVALID')
      expect(codeOf(url, localChainId), url).toBe('allowed')
    }
  })

  test('behavior: at most eight places', () => {
    const [place] = vector.list.locations
    const isValid = (count: number) =>
      locationListSchema.safeParse({
        ...vector.list,
        locations: Array.from({ length: count }, () => place),
      }).success
    expect([isValid(0), isValid(8), isValid(9)]).toEqual([true, true, false])
  })
})
