import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { toHolderLines, toLicenceLines } from './toLicenceLines.ts'

const asset = `0x${'1'.repeat(64)}`
const alice = `0x${'a1'.repeat(20)}`
const now = Date.UTC(2026, 0, 15) / 1_000
const until = now + 86_400
const plain = (lines: string[]) => lines.map(stripVTControlCharacters)

describe('toLicenceLines', () => {
  test('default: what is one’s own, and what is shared', () => {
    const lines = plain(
      toLicenceLines(
        {
          items: [
            {
              ...{ assetId: asset, title: 'Weather', kind: 'dataset' },
              sold: { download: null, compute: until, infer: now - 1 },
              granted: {},
              shared: {
                ...{ id: 7, handle: 'archive' },
                ...{ sold: {}, granted: { download: null } },
              },
            },
          ],
          nextCursor: asset,
        },
        now,
      ),
    )
    expect(lines.slice(1, 3)).toEqual([
      '0x1111111111  bought               download; compute until 2026-01-16; infer (over since 2026-01-14)  Weather',
      '0x1111111111  granted of @archive  download                                                           Weather',
    ])
    expect(lines.at(-1)).toBe(`More: the same with --cursor ${asset}`)
    expect(toLicenceLines({ items: [], nextCursor: null }, now)[0]).toMatch(
      /^No licences/,
    )
  })
})

describe('toHolderLines', () => {
  test('default: accounts, and IDs by their handle, in 80 columns', () => {
    const lines = plain(
      toHolderLines(
        {
          items: [
            {
              ...{ account: alice, id: null },
              ...{ sold: { download: until }, granted: { infer: until } },
            },
            {
              ...{ account: alice, id: { id: 7, handle: 'archive' } },
              ...{ sold: { download: null }, granted: {} },
            },
          ],
          nextCursor: null,
        },
        now,
      ),
    )
    expect(lines.slice(1)).toEqual([
      `${alice}  bought   download until 2026-01-16`,
      `${alice}  granted  infer until 2026-01-16`,
      '@archive, all its accounts                  bought   download',
    ])
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80)
  })
})
