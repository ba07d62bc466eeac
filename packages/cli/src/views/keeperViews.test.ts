import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { toChallengeLines } from './toChallengeLines.ts'
import { toExplainLines } from './toExplainLines.ts'
import { toFeeLines } from './toFeeLines.ts'
import { toKeeperLines } from './toKeeperLines.ts'

const id = (digit: string) => `0x${digit.repeat(64)}`
const alice = `0x${'a1'.repeat(20)}`
const bob = `0x${'b0'.repeat(20)}`
const plain = (lines: string[]) => lines.map(stripVTControlCharacters)

describe('toExplainLines', () => {
  test('behavior: what was set aside, and what became of it', () => {
    const move = {
      account: alice,
      payee: null,
      assetId: null,
      amount: '5000000000000000000',
      block: 3,
      at: 1_700_000_000,
      transactionHash: id('8'),
    }
    const lines = plain(
      toExplainLines({
        account: alice,
        block: 9,
        total: '0',
        entries: [],
        pending: [],
        held: [],
        refunded: [],
        escrow: [
          { ...move, type: 'locked', purpose: 'stake' },
          { ...move, type: 'slashed', purpose: 'stake' },
          { ...move, type: 'paid', purpose: 'challenge', payee: bob },
          { ...move, type: 'released', purpose: 'bond', assetId: id('1') },
          {
            ...move,
            type: 'paid',
            purpose: 'keeperFee',
            assetId: id('1'),
            payee: bob,
          },
        ],
      }),
    )
    const causes = lines.slice(2).map((line) => line.slice(12).trim())
    expect(lines[0]).toBe('Set aside in Escrow')
    expect(causes).toEqual([
      '5  set aside: stake of a keeper',
      '5  lost: stake of a keeper',
      '5  paid: challenge of a keeper, 0xa1a1…a1a1 to 0xb0b0…b0b0',
      '5  given back: bond of 0x1111111111',
      '5  paid: fee of 0x1111111111, 0xa1a1…a1a1 to 0xb0b0…b0b0',
    ])
  })
})

describe('toChallengeLines', () => {
  test('default: what a keeper did', () => {
    const challenge = {
      id: id('7'),
      assetId: id('1'),
      version: 2,
      index: 1,
      challenger: alice,
      at: 1_700_000_000,
      answerBy: 1_700_000_030,
      penalty: null,
      transactionHash: id('8'),
      settled: null,
    }
    const lines = plain(
      toChallengeLines({
        items: [
          { ...challenge, state: 'open' },
          { ...challenge, state: 'answered' },
          { ...challenge, state: 'silent', penalty: '1000000000000000000' },
        ],
        nextCursor: null,
      }),
    )
    expect(lines[1]).toMatch(/2 {2}must answer by 2023-11-14 22:13 UTC$/)
    expect(lines[2]).toMatch(/answered$/)
    expect(lines[3]).toMatch(/silent, lost 1 SAHARA$/)
    expect(toChallengeLines({ items: [], nextCursor: null })[0]).toMatch(
      /^Nobody/,
    )
  })
})

describe('toFeeLines', () => {
  test('default: who is paid until when', () => {
    const fee = {
      keeper: alice,
      owner: bob as `0x${string}`,
      feeWei: 10n ** 16n,
      freeWei: 10n ** 18n,
      paidUntil: 1_700_000_000,
      unpaidSince: 0,
      isDue: true,
    }
    const lines = plain(
      toFeeLines([
        fee,
        { ...fee, paidUntil: 0, isDue: false },
        { ...fee, unpaidSince: 1_700_000_000 },
        { ...fee, isDue: false },
      ]),
    )
    expect(lines[1]).toMatch(/until 2023-11-14 22:13 UTC$/)
    expect(lines[2]).toMatch(/does not charge$/)
    expect(lines[3]).toMatch(/UTC, in part$/)
    expect(lines[4]).toMatch(/UTC, ended$/)
    expect(lines.at(-1)).toBe(`1 SAHARA are left, of the owner ${bob}.`)
    expect(toFeeLines([{ ...fee, feeWei: 0n }])[0]).toMatch(/^Keepers take no/)
    expect(toFeeLines([])[0]).toMatch(/^No keepers/)
  })
})

describe('toKeeperLines', () => {
  test('default: who answers', () => {
    const keeper = {
      address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266' as const,
      endpoint: 'http://127.0.0.1:4602',
      recipient: 'age1',
      epoch: 1n,
      stakeWei: 100n * 10n ** 18n,
    }
    const lines = plain(
      toKeeperLines([
        { ...keeper, alive: true, takesDeposits: true },
        { ...keeper, alive: false, takesDeposits: false },
      ]),
    )
    expect(lines.at(-1)).toBe('1 of 2 keepers answer.')
    expect(toKeeperLines([])[0]).toMatch(/^No keepers/)
  })
})
