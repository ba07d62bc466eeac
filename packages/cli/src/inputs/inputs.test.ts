import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Right, rights } from '@sahara/protocol'
import fc from 'fast-check'
import { formatEther, parseEther } from 'viem'
import { describe, expect, test } from 'vitest'
import { toDuration, toPercent } from '../terminal/words.ts'
import { parseAddress } from './parseAddress.ts'
import { parseAmount } from './parseAmount.ts'
import { parseContributors } from './parseContributors.ts'
import { parseCount } from './parseCount.ts'
import { parseHours } from './parseHours.ts'
import { parseMoney } from './parseMoney.ts'
import { parseOffer } from './parseOffer.ts'
import { parsePercent } from './parsePercent.ts'
import { parseTime } from './parseTime.ts'
import { readTerms } from './readTerms.ts'

const alice = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
const bob = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const invalid = expect.objectContaining({ code: 'INPUT_INVALID' })

describe('parseOffer', () => {
  test('default: rights and a price; perpetual, without royalty', () => {
    expect(parseOffer('download 2.5')).toEqual({
      rights: ['download'],
      priceWei: parseEther('2.5'),
      durationHours: 0,
      royalty: 0,
      maxSales: 0,
      refundHours: 0,
    })
  })

  test('args: for, royalty, limit, refund and policy, in any order', () => {
    const offer = {
      rights: ['download', 'derive'],
      priceWei: 0n,
      durationHours: 720,
      royalty: 1_250,
      maxSales: 3,
      refundHours: 48,
      policy: alice,
    }
    expect(
      parseOffer(
        `download,derive free for 30d royalty 12.5% limit 3 refund 2d policy ${alice}`,
      ),
    ).toEqual(offer)
    expect(
      parseOffer(
        ` download,derive 0  policy ${alice.toLowerCase()} refund 48h limit 3 royalty 12.5%  for 720h `,
      ),
    ).toEqual(offer)
  })

  test('behavior: reads every offer as it is written', () => {
    const offers = fc.record({
      rights: fc.subarray(Object.keys(rights) as Right[], { minLength: 1 }),
      priceWei: fc.bigInt({ min: 0n, max: 10n ** 27n }),
      durationHours: fc.integer({ min: 0, max: 9_999_999 }),
      royalty: fc.integer({ min: 0, max: 7_000 }),
      maxSales: fc.integer({ min: 0, max: 999_999_999 }),
      refundHours: fc.integer({ min: 0, max: 720 }),
    })
    fc.assert(
      fc.property(offers, (offer) => {
        const duration =
          offer.durationHours > 0 ? ` for ${offer.durationHours}h` : ''
        const text = `${offer.rights.join(',')} ${formatEther(offer.priceWei)}${duration} royalty ${offer.royalty / 100}%${offer.maxSales > 0 ? ` limit ${offer.maxSales}` : ''}${offer.refundHours > 0 ? ` refund ${offer.refundHours}h` : ''}`
        expect(parseOffer(text)).toEqual(offer)
      }),
    )
  })

  test.each([
    '',
    'download',
    'download -1',
    'download 1e3',
    'download 0.0000000000000000001',
    'read 5',
    'download,download 5',
    'download 5 for',
    'download 5 for ever',
    'download 5 for 1d for 2d',
    'download 5 royalty 10',
    'download 5 royalty 101%',
    'download 5 limit 0',
    'download 5 refund 0h',
    'download 5 refund 31d',
    'download 5 policy 0x12',
    'download 5 cheap yes',
  ])('error: INPUT_INVALID for "%s"', (text) => {
    expect(() => parseOffer(text)).toThrowError(invalid)
  })
})

describe('parseTime', () => {
  test('default: a day or a minute, in UTC', () => {
    expect(parseTime('2026-12-01')).toBe(Date.UTC(2026, 11, 1) / 1_000)
    expect(parseTime('2028-02-29T08:30Z')).toBe(
      Date.UTC(2028, 1, 29, 8, 30) / 1_000,
    )
  })

  test.each([
    '',
    'tomorrow',
    '2026-02-29',
    '2026-13-01',
    '2026-12-01T24:30Z',
    '2026-12-01T08:30',
  ])('error: INPUT_INVALID for "%s"', (text) => {
    expect(() => parseTime(text)).toThrowError(invalid)
  })
})

describe('parseContributors', () => {
  test('default: the rest is the publisher’s', () => {
    expect(parseContributors([], alice)).toEqual([
      { account: alice, shares: 10_000 },
    ])
    expect(parseContributors([`${bob}=2500`], alice)).toEqual([
      { account: alice, shares: 7_500 },
      { account: bob, shares: 2_500 },
    ])
    expect(parseContributors([`${bob}=25%`, `${alice}=5%`], alice)).toEqual([
      { account: alice, shares: 7_500 },
      { account: bob, shares: 2_500 },
    ])
  })

  test('behavior: the publisher may hold nothing', () => {
    expect(parseContributors([`${bob}=100%`], alice)).toEqual([
      { account: bob, shares: 10_000 },
    ])
  })

  test.each([
    [[`${bob}=60%`, `${alice}=41%`]],
    [[`${bob}=1%`, `${bob.toLowerCase()}=1%`]],
    [[`${bob}=0`]],
    [[`${bob}`]],
    [['bob=5%']],
  ])('error: INPUT_INVALID for %s', (texts) => {
    expect(() => parseContributors(texts, alice)).toThrowError(invalid)
  })
})

describe('small inputs', () => {
  test('behavior: what is shown is read back', () => {
    for (const hours of [1, 24, 36, 720])
      expect(toDuration(hours)).toBe(
        hours % 24 === 0
          ? `for ${hours / 24} day${hours === 24 ? '' : 's'}`
          : `for ${hours} hour${hours === 1 ? '' : 's'}`,
      )
    expect(parseHours('1y')).toBe(8_760)
    expect(toPercent(parsePercent('2.05%'))).toBe('2.05 %')
    expect(parseAmount('free')).toBe(0n)
    expect(parseMoney('0.5')).toBe(parseEther('0.5'))
    expect(parseAddress(alice.toLowerCase())).toBe(alice)
    expect(parseCount('12')).toBe(12)
  })

  test('error: INPUT_INVALID', () => {
    for (const parse of [
      () => parseHours('0h'),
      () => parseHours('9999999y'),
      () => parsePercent('10'),
      () => parseAmount('five'),
      () => parseMoney('0'),
      () => parseMoney('free'),
      () => parseCount('0'),
      // A typing mistake in an address breaks its checksum.
      () => parseAddress(alice.replace('6', '7')),
    ])
      expect(parse).toThrowError(invalid)
  })

  test('behavior: terms are an id, or the text of a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sahara-terms-'))
    const file = join(folder, 'LICENCE')
    await writeFile(file, 'All of it.\n')
    expect(await readTerms('CC0-1.0')).toBe('CC0-1.0')
    expect(await readTerms(`@${file}`)).toBe('All of it.')
    await writeFile(file, ' \n')
    await expect(readTerms(`@${file}`)).rejects.toEqual(invalid)
    await rm(folder, { recursive: true })
    await expect(readTerms(`@${file}`)).rejects.toEqual(invalid)
  })
})
