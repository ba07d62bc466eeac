import { fc, test as property } from '@fast-check/vitest'
import { bytesToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  addresses,
  assetIdOf,
  errorCodes,
  localChainId,
  metadataCidOf,
  metadataDigestOf,
  offerIdOf,
  rightsFromBits,
  rightsToBits,
  SaharaError,
} from './index.ts'

const publisher = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
const salt = `0x${'11'.repeat(32)}` as const

describe('ids', () => {
  test('behavior: every part of the preimage changes the asset id', () => {
    const base = {
      chainId: localChainId,
      registry: addresses.assetRegistry,
      publisher,
      salt,
    } as const
    const ids = new Set([
      assetIdOf(base),
      assetIdOf({ ...base, chainId: 1 }),
      assetIdOf({ ...base, registry: addresses.licences }),
      assetIdOf({ ...base, publisher: addresses.token }),
      assetIdOf({ ...base, salt: `0x${'12'.repeat(32)}` }),
    ])
    expect(ids.size).toBe(5)
  })

  test('behavior: an offer has the id of its asset, but for its number', () => {
    const assetId = assetIdOf({
      chainId: localChainId,
      registry: addresses.assetRegistry,
      publisher,
      salt,
    })
    expect(assetId).toMatch(/^0x[0-9a-f]{60}0000$/)
    const offer = (index: number) => offerIdOf({ assetId, index })
    expect(offer(0)).toBe(assetId.replace(/0000$/, '0001'))
    expect(offer(65_534)).toBe(assetId.replace(/0000$/, 'ffff'))
  })
})

describe('rights', () => {
  property.prop([fc.integer({ min: 0, max: 15 })])(
    'behavior: bits survive the way to names and back',
    (bits) => {
      expect(rightsToBits(rightsFromBits(bits))).toBe(bits)
    },
  )
})

describe('metadataCidOf', () => {
  property.prop([fc.uint8Array({ minLength: 32, maxLength: 32 })])(
    'behavior: digest and CID are two writings of the same',
    (digest) => {
      const hex = bytesToHex(digest)
      expect(metadataDigestOf(metadataCidOf(hex))).toBe(hex)
    },
  )

  // sha2-256 of no bytes, as a CIDv1 with the raw codec.
  test('behavior: agrees with the published CID of the empty block', () => {
    expect(
      metadataCidOf(
        '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      ),
    ).toBe('bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku')
  })
})

describe('SaharaError', () => {
  test('behavior: is recognised across copies and serialises without bigints', () => {
    const error = new SaharaError('Too little.', {
      code: 'TOKEN_BALANCE_TOO_LOW',
      hint: 'Add SAHARA.',
      details: { balanceWei: 10n ** 20n },
    })
    expect(SaharaError.isInstance(error)).toBe(true)
    expect(SaharaError.isInstance(new TypeError('other'))).toBe(false)
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      code: 'TOKEN_BALANCE_TOO_LOW',
      details: { balanceWei: '100000000000000000000' },
    })
  })

  test('behavior: codes are AREA_REASON and explained', () => {
    for (const [code, meaning] of Object.entries(errorCodes)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/)
      expect(meaning, code).toMatch(/\.$/)
    }
  })
})
