import { stripVTControlCharacters } from 'node:util'
import { type MovementPage, movementCauses } from '@sahara/protocol/api'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { toMovementLines } from './toMovementLines.ts'

const asset = `0x${'1'.repeat(64)}`
const bob = `0x${'b0'.repeat(20)}`
const none = {
  ...{ assetId: null, purchaseId: null, orderHash: null, purpose: null },
  proposalId: null,
}
const move = (
  amount: string,
  cause: Partial<MovementPage['items'][number]['cause']>,
): MovementPage['items'][number] => ({
  ...{ amount, balance: '7', counterparty: bob, parts: [], block: 1 },
  ...{ transactionHash: asset, at: 1_700_000_000 },
  cause: { type: 'transfer', ...none, ...cause },
})
const lines = (items: MovementPage['items']) =>
  toMovementLines({
    ...{ account: bob, block: 1, balance: '7', opening: '5', items },
    nextCursor: null,
  }).map(stripVTControlCharacters)

describe('toMovementLines', () => {
  test('default: amounts to the wei, their cause, and what they are made of', () => {
    const claim = move('5000000000000000000', { type: 'claim' })
    const part = { ...claim.cause, assetId: asset, amount: claim.amount }
    expect(
      lines([
        { ...claim, parts: [part] },
        move('-3', { type: 'deposit', purpose: 'bond', assetId: asset }),
        move('-4', {}),
      ]),
    ).toEqual([
      'DAY                        SAHARA  CAUSE',
      '2023-11-14                      5  income of several assets',
      '                                   5: income of 0x1111111111',
      '2023-11-14  -0.000000000000000003  put aside: bond of 0x1111111111',
      '2023-11-14  -0.000000000000000004  sent to 0xb0b0…b0b0',
      '',
      'It holds 0.000000000000000007 SAHARA, of which it began with 0.000000000000000005 SAHARA.',
    ])
  })

  test('behavior: every cause has words of its own', () => {
    const named = {
      ...{ assetId: asset, purchaseId: asset, orderHash: asset },
      proposalId: asset,
    }
    const texts = movementCauses.map((type) =>
      lines([move('1', { type, ...named })])[1]?.slice(34),
    )
    expect(new Set(texts).size).toBe(movementCauses.length - 1)
    for (const text of texts) {
      expect(text).toMatch(/^[a-z]/)
      expect(stringWidth(text ?? '')).toBeLessThan(46)
    }
    expect(lines([])[0]).toBe('Nothing moved yet.')
  })
})
