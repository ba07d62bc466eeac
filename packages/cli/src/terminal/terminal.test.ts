import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { clean } from './clean.ts'
import { cut, pad, wrap } from './fit.ts'
import { toTable } from './toTable.ts'
import { toTree } from './toTree.ts'
import { toAmount, toPrice, toShortAmount, toSize } from './words.ts'

const texts = fc.string({ unit: 'grapheme', maxLength: 60 })

describe('clean', () => {
  test('behavior: nothing of others moves the cursor', () => {
    expect(clean('a\u001b[2Jb\u0007\nc\u202Ed\u200B')).toBe('a[2Jb cd')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(clean(text)).not.toMatch(/[\p{Cc}\p{Cf}\n]/u)
      }),
    )
  })
})

describe('cut', () => {
  test('behavior: never wider than asked, and whole where it fits', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 40 }), (text, width) => {
        const line = cut(text, width)
        expect(stringWidth(line)).toBeLessThanOrEqual(width)
        if (stringWidth(text) <= width) expect(line).toBe(text)
        else expect(line).toMatch(/…$/)
        expect(stringWidth(pad(line, width))).toBe(width)
      }),
    )
  })
})

describe('wrap', () => {
  test('default: keeps all words, in order', () => {
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four'])
    expect(wrap('indivisible', 3)).toEqual(['indivisible'])
  })
})

describe('toTable', () => {
  test('default: aligned, and the growing column is cut', () => {
    const lines = toTable(
      [
        { title: 'ID' },
        { title: 'N', align: 'right' },
        { title: 'TITLE', grow: true },
      ],
      [
        ['a', '1', '東京の天気、毎日の記録'],
        ['bb', '20', 'short'],
      ],
      24,
    )
    expect(lines.map(stripVTControlCharacters)).toEqual([
      'ID   N  TITLE',
      'a    1  東京の天気、毎…',
      'bb  20  short',
    ])
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(24)
  })
})

describe('toTree', () => {
  test('default', () => {
    const leaf = (text: string) => ({ text, children: [] })
    expect(
      toTree([{ text: 'a', children: [leaf('b'), leaf('c')] }, leaf('d')]),
    ).toEqual(['├─ a', '│  ├─ b', '│  └─ c', '└─ d'])
  })
})

describe('words', () => {
  test('behavior: amounts to the wei, short ones say that they are', () => {
    expect(toAmount(1n)).toBe('0.000000000000000001 SAHARA')
    expect(toAmount('-1')).toBe('-0.000000000000000001 SAHARA')
    expect(toPrice(0n)).toBe('free')
    expect(toShortAmount('2437500000000000000')).toBe('2.4375')
    expect(toShortAmount(1_234_567_890_123_456_789n)).toBe('1.234567…')
    expect([0, 999, 1_000, 999_950, 2_500_000_000].map(toSize)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '1.0 MB',
      '2.5 GB',
    ])
  })
})
