import { describe, expect, test } from 'vitest'
import { explainIncome, type IncomeEvent } from './explainIncome.ts'
import { splitPayment } from './splitPayment.ts'

const royalties = [
  { ancestor: 'a', rate: 333 },
  { ancestor: 'b', rate: 6_667 },
]

describe('splitPayment', () => {
  test('behavior: parts telescope to the cumulative floors', () => {
    let total = 0n
    let toA = 0n
    let toShares = 0n
    for (let index = 1n; index <= 500n; index++) {
      const after = total + ((index * 7_919n) % 101n)
      const split = splitPayment({
        totalBefore: total,
        totalAfter: after,
        royalties,
      })
      toA += split.ancestors[0]?.amount ?? 0n
      toShares += split.toShares
      total = after
    }
    expect(toA).toBe((total * 333n) / 10_000n)
    expect(toShares).toBe((total * 3_000n) / 10_000n)
  })
})

describe('explainIncome', () => {
  const events: IncomeEvent[] = [
    { type: 'shares', assetId: 'a', account: 'alice', balance: 10_000n },
    { type: 'paid', assetId: 'c', paymentId: '1', totalNet: 10_001n },
    { type: 'distributed', assetId: 'c' },
    { type: 'shares', assetId: 'a', account: 'alice', balance: 5_000n },
    { type: 'paid', assetId: 'c', paymentId: '2', totalNet: 20_002n },
    { type: 'distributed', assetId: 'c' },
    { type: 'paid', assetId: 'c', paymentId: '3', totalNet: 30_003n },
  ]
  const explain = (accrued: bigint) =>
    explainIncome({
      account: 'alice',
      events,
      royaltiesOf: (id) => (id === 'c' ? royalties : []),
      held: [
        { assetId: 'c', paymentId: '4', net: 10_001n },
        { assetId: 'b', paymentId: '5', net: 10_001n },
      ],
      accrued: new Map([['a', accrued]]),
    })

  test('behavior: names payment and edge, entries add up', () => {
    const { entries, pending, held } = explain(499n)
    expect(entries.map(({ type, amount }) => [type, amount])).toEqual([
      ['royalty', 333n],
      ['royalty', 166n],
    ])
    expect(pending).toMatchObject([{ paymentId: '3', from: 'c', amount: 167n }])
    // As if they were released now: the floors go on where those before ended.
    expect(held).toMatchObject([{ paymentId: '4', from: 'c', amount: 166n }])
  })

  test('behavior: names what rounding left over', () => {
    expect(explain(500n).entries.at(-1)).toEqual({
      type: 'dust',
      assetId: 'a',
      amount: 1n,
    })
  })

  test('error: INTERNAL when it is more than rounding', () => {
    expect(() => explain(504n)).toThrow(
      expect.objectContaining({ code: 'INTERNAL' }),
    )
  })
})
