import { stripVTControlCharacters } from 'node:util'
import type { Asset, Lineage } from '@sahara/protocol/api'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { toAssetLines } from './toAssetLines.ts'
import { toEarningsLines } from './toEarningsLines.ts'
import { toExplainLines } from './toExplainLines.ts'
import { toLineageLines } from './toLineageLines.ts'
import { toPurchaseLines } from './toPurchaseLines.ts'
import { toSearchLines } from './toSearchLines.ts'

const id = (digit: string) => `0x${digit.repeat(64)}`
const alice = `0x${'a1'.repeat(20)}`
const bob = `0x${'b0'.repeat(20)}`
const plain = (lines: string[]) => lines.map(stripVTControlCharacters)

const summary = {
  assetId: id('1'),
  kind: 'dataset',
  title: 'Seattle weather, each day of the years 2012 to 2015\u001b[2J',
  description: 'Rain, wind and temperatures.',
  keywords: ['weather', 'climate'],
  license: 'CC0-1.0',
  status: 'active',
  publisher: alice,
  owner: alice,
  publishedAt: 1_700_000_000,
  version: 1,
  sales: 2,
  fromPrice: '5000000000000000000',
  restricted: false,
} as const
const mutable = { ...summary, keywords: [...summary.keywords] }

const asset: Asset = {
  ...mutable,
  jobId: null,
  metadata: null,
  versions: [
    {
      version: 1,
      metadataCid: 'b',
      commitment: id('c'),
      keyFaulty: true,
      shreddedAt: null,
      publishedAt: 1_700_000_000,
    },
  ],
  offers: [
    {
      offerId: id('e'),
      index: 0,
      rights: ['download'],
      durationHours: 0,
      royalty: 0,
      refundHours: 48,
      maxSales: 0,
      policy: null,
      policyText: null,
      price: '5000000000000000000',
      terms: id('d'),
      closed: true,
    },
    {
      offerId: id('f'),
      index: 1,
      rights: ['download', 'derive'],
      durationHours: 720,
      royalty: 1_000,
      refundHours: 0,
      maxSales: 9,
      policy: bob,
      policyText: 'is on a list',
      price: '0',
      terms: id('d'),
      closed: false,
    },
  ],
  shares: [{ account: alice, shares: 10_000 }],
  totals: {
    paid: '10000000000000000000',
    fees: '250000000000000000',
    net: '9750000000000000000',
    distributed: '0',
    held: '3',
    refunded: '4000000000000000000',
    sharesEarned: '0',
  },
}

describe('toSearchLines', () => {
  test('default: one line an asset, in 80 columns', () => {
    const lines = plain(toSearchLines({ items: [mutable], nextCursor: '7-1' }))
    expect(lines).toEqual([
      'ID            KIND     SAHARA  OWNER        TITLE',
      '0x1111111111  dataset       5  0xa1a1…a1a1  Seattle weather, each day of the ye…',
      '',
      '`sahara show ID` shows one and its offers.',
      'More: the same with --cursor 7-1',
    ])
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80)
  })

  test('behavior: marks what is not for everyone', () => {
    const items = [{ ...mutable, restricted: true }]
    const lines = plain(toSearchLines({ items, nextCursor: null }))
    expect(lines[1]).toContain('  5 *  0xa1a1')
    expect(lines.at(-1)).toMatch(/^\* Not for everyone/)
  })

  test('behavior: says so when there is nothing', () => {
    expect(toSearchLines({ items: [], nextCursor: null })[0]).toMatch(
      /^Nothing found/,
    )
  })
})

describe('toAssetLines', () => {
  test('default: facts, offers, income, shares', () => {
    const lines = plain(toAssetLines(asset))
    expect(lines).toContain(`  id         ${id('1')}`)
    expect(lines).toContain('  kind       dataset, active')
    expect(lines).toContain(
      '    0  download          5 SAHARA  for ever         0 %  closed, refund 2 days',
    )
    expect(lines).toContain(
      '    1  download, derive      free  for 30 days     10 %  9 at most, by policy',
    )
    expect(lines).toContain(
      '2 licences sold. Paid: 10 SAHARA, of which 0.25 SAHARA in fees.',
    )
    expect(lines).toContain(
      '0.000000000000000003 SAHARA more are held, and may still be refunded.',
    )
    expect(lines).toContain('Who buys offer 1 is on a list.')
    expect(lines).toContain('4 SAHARA went back.')
    expect(lines).toContain('  version    1: ITS KEY IS BAD')
    expect(lines.join('')).not.toContain('\u001b')
  })
})

describe('toLineageLines', () => {
  const node = (digit: string, title: string) => ({
    assetId: id(digit),
    title,
    kind: 'dataset' as const,
    status: 'active' as const,
  })
  const edge = (child: string, parent: string, royalty: number) => ({
    child: id(child),
    parent: id(parent),
    relation: 'DERIVED_FROM' as const,
    evidence: 'declared' as const,
    offerId: id('0'),
    royalty,
  })
  const lineage: Lineage = {
    assetId: id('4'),
    nodes: ['root', 'left', 'right', 'middle', 'model'].map((title, index) =>
      node(String(index + 1), title),
    ),
    edges: [
      edge('2', '1', 500),
      edge('3', '1', 0),
      edge('4', '2', 1_000),
      edge('4', '3', 1_000),
      { ...edge('5', '4', 0), relation: 'TRAINED_ON', evidence: 'job' },
    ],
    royalties: [{ ancestor: id('1'), rate: 500 }],
  }

  test('default: a diamond upwards, what came of it downwards', () => {
    const short = (digit: string) => `dataset  ${id(digit).slice(0, 12)}`
    expect(plain(toLineageLines(lineage))).toEqual([
      `middle  ${short('4')}`,
      '',
      'Made from',
      `├─ derived from, 10 %: left  ${short('2')}`,
      `│  └─ derived from, 5 %: root  ${short('1')}`,
      `└─ derived from, 10 %: right  ${short('3')}`,
      `   └─ derived from root  ${short('1')}`,
      '',
      'Used in',
      `└─ trained on model  ${short('5')}, proven by its job`,
      '',
      'Of its income it owes',
      `      5 % to root  ${short('1')}`,
    ])
  })

  test('behavior: a ladder of diamonds is drawn once, not on every way', () => {
    const name = (floor: number, side: number) =>
      `0x${String(100 * side + floor).padStart(64, '0')}`
    const floors = Array.from({ length: 30 }, (_, floor) => floor)
    const edges = floors.flatMap((floor) =>
      [0, 1].flatMap((from) =>
        [0, 1].map((to) => ({
          ...edge('1', '1', 0),
          child: name(floor, from),
          parent: name(floor + 1, to),
        })),
      ),
    )
    const lines = toLineageLines({
      assetId: name(0, 0),
      nodes: [],
      edges,
      royalties: [],
    })
    expect(lines.some((line) => line.includes('see above'))).toBe(true)
    expect(lines.length).toBeLessThan(200)
  })
})

describe('income', () => {
  test('default: earnings in a table, owed money said', () => {
    const lines = plain(
      toEarningsLines({
        account: alice,
        block: 9,
        total: '2437500000000000001',
        claimed: '0',
        claimable: '2437500000000000001',
        pending: '0',
        held: '7',
        assets: [
          {
            assetId: id('1'),
            title: summary.title,
            shares: 10_000,
            total: '2437500000000000001',
            claimed: '0',
            claimable: '2437500000000000001',
            pending: '0',
            held: '7',
            refunded: '0',
          },
        ],
      }),
    )
    expect(lines[1]).toMatch(/^0x1111111111 {3}100 % {2}2\.437500… {8}0/)
    expect(lines).toContain('To collect: 2.437500000000000001 SAHARA.')
    expect(lines).toContain(
      'Held, and may still be refunded: 0.000000000000000007 SAHARA.',
    )
  })

  test('default: causes to the wei', () => {
    const payment = {
      transactionHash: id('9'),
      block: 3,
      at: 1_700_000_000,
      payer: bob,
      amount: '5',
      fee: '1',
      purchaseId: null,
      offerId: null,
      hold: null,
      resale: null,
    }
    const hold = {
      state: 'held',
      until: 1_700_100_000,
      commitment: id('c'),
      keyFaulty: false,
      settled: null,
    } as const
    const lines = plain(
      toExplainLines({
        account: alice,
        block: 9,
        total: '4',
        entries: [
          { type: 'sale', assetId: id('1'), amount: '3', payment },
          {
            type: 'royalty',
            assetId: id('1'),
            from: id('2'),
            rate: 1_000,
            amount: '2',
            payment,
          },
          { type: 'dust', assetId: id('1'), amount: '-1' },
        ],
        pending: [],
        held: [
          {
            type: 'sale',
            assetId: id('1'),
            amount: '4',
            payment: { ...payment, hold },
          },
        ],
        refunded: [
          {
            assetId: id('1'),
            payment: {
              ...payment,
              hold: {
                ...hold,
                state: 'refunded',
                settled: { at: 1_700_000_000, transactionHash: id('9') },
              },
            },
          },
        ],
        escrow: [],
      }),
    )
    expect(lines).toContainEqual(
      expect.stringMatching(/^2023-11-16 {2}0\.000000000000000004 {2}sale of/),
    )
    expect(lines.at(-1)).toBe(
      '2023-11-14  0.000000000000000005 SAHARA for 0x1111111111 to 0xb0b0…b0b0',
    )
    expect(lines[1]).toMatch(
      /^2023-11-14 {3}0\.000000000000000003 {2}sale of 0x1111111111/,
    )
    expect(lines[2]).toMatch(/10 % royalty of 0x2222222222/)
    expect(lines[3]).toMatch(/-0\.000000000000000001 {2}rounding/)
    expect(lines).toContain('Together 0.000000000000000004 SAHARA.')
  })
})

describe('toPurchaseLines', () => {
  test('default: what became of each payment', () => {
    const bought = {
      purchaseId: id('9'),
      assetId: id('1'),
      offerId: id('e'),
      payer: bob,
      beneficiary: bob,
      price: '5000000000000000000',
      expiresAt: null,
      block: 3,
      transactionHash: id('8'),
      at: 1_700_000_000,
      hold: null,
    }
    const hold = {
      until: 1_700_100_000,
      commitment: id('c'),
      keyFaulty: false,
      settled: null,
    }
    const settled = { at: 1_700_000_000, transactionHash: id('9') }
    const lines = plain(
      toPurchaseLines({
        items: [
          bought,
          { ...bought, hold: { ...hold, state: 'held' } },
          { ...bought, hold: { ...hold, state: 'held', keyFaulty: true } },
          { ...bought, hold: { ...hold, state: 'refunded', settled } },
        ],
        nextCursor: null,
      }),
    )
    expect(lines[1]).toBe('99999999  2023-11-14       5  0x1111111111')
    expect(lines[2]).toMatch(/held until 2023-11-16$/)
    expect(lines[3]).toMatch(/the key is bad: refund it$/)
    expect(lines[4]).toMatch(/refunded 2023-11-14$/)
    expect(toPurchaseLines({ items: [], nextCursor: null })[0]).toMatch(
      /^Nothing bought/,
    )
  })
})
