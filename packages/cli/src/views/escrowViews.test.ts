import { stripVTControlCharacters } from 'node:util'
import type { Deposit } from '@sahara/sdk'
import { parseEther } from 'viem'
import { describe, expect, test } from 'vitest'
import { resolveDeposits } from '../inputs/resolveDeposits.ts'
import { reclaimableOf } from '../operations/listAllDeposits.ts'
import { toDepositLines } from './toDepositLines.ts'
import { toShareNotes } from './toShareNotes.ts'

const id = (digit: string): `0x${string}` => `0x${digit.repeat(64)}`
const account = `0x${'a1'.repeat(20)}` as const
const deposit = (changes: Partial<Deposit>): Deposit => ({
  id: id('1'),
  purpose: 'bond',
  assetId: id('5'),
  agreement: {
    ...{ holder: account, purpose: id('5'), account, terms: 0, until: 0 },
  },
  freeWei: 0n,
  lockedWei: parseEther('1'),
  ...changes,
})
const fee = deposit({
  ...{ id: id('2'), purpose: 'keeperFee' },
  ...{ freeWei: parseEther('2.5'), lockedWei: 0n },
})
const plain = (lines: string[]) => lines.map(stripVTControlCharacters)

describe('toDepositLines', () => {
  test('default: what is free, how the rest comes back, what is owed', () => {
    expect(plain(toDepositLines([fee, deposit({})], parseEther('3')))).toEqual([
      'ID            FREE  LOCKED  FOR',
      '0x2222222222   2.5       0  keepers of 0x5555555555',
      '0x1111111111     0       1  bond of 0x5555555555',
      '',
      '2.5 SAHARA are free.',
      '`sahara escrow reclaim ID` takes them back.',
      'A bond comes back with `sahara bond`, some days after `sahara retire`.',
      'Escrow owes 3 SAHARA beside.',
      '`sahara escrow withdraw` has it paid.',
    ])
  })

  test('behavior: nothing', () => {
    expect(plain(toDepositLines([], 0n))).toEqual([
      'Nothing is put aside.',
      '',
      'Escrow owes nothing beside.',
    ])
  })
})

test('reclaimableOf: what is locked only once the agreement is over', () => {
  const { agreement } = deposit({})
  const over = deposit({
    agreement: { ...agreement, until: 1_000 },
    freeWei: 5n,
    lockedWei: 7n,
  })
  expect(reclaimableOf(over, 999)).toBe(5n)
  expect(reclaimableOf(over, 1_000)).toBe(12n)
  expect(reclaimableOf(deposit({}), 1_000)).toBe(0n)
})

describe('resolveDeposits', () => {
  test('default: by the first digits', () => {
    const all = [fee, deposit({})]
    expect(resolveDeposits(all, ['0x2222', id('1')])).toEqual(all)
  })

  test.each([['0x3333'], ['0x22'], ['fee']])(
    'error: INPUT_INVALID for %s',
    (text) => {
      expect(() => resolveDeposits([fee], [text])).toThrow(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      )
    },
  )

  test('error: INPUT_INVALID for what several begin with', () => {
    const other = deposit({ id: `0x2222${'3'.repeat(60)}` })
    expect(() => resolveDeposits([fee, other], ['0x2222'])).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    )
  })
})

describe('toShareNotes', () => {
  test('default: what goes with the shares', () => {
    const [kept, , lost] = toShareNotes({
      ...{ held: 8_000, amount: 500, waitingWei: parseEther('16') },
    })
    expect(kept).toBe('You hold 8000 of 10,000 shares, and keep 7500.')
    expect(lost).toMatch(/^That is 1 SAHARA now;/)
  })

  test('behavior: nothing waits', () => {
    const lines = toShareNotes({ held: 3, amount: 3, waitingWei: 0n })
    expect(lines).toHaveLength(2)
  })
})
