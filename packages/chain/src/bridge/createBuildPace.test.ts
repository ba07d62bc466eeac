import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBuildPace } from './createBuildPace.ts'

describe('createBuildPace', () => {
  test('default: expects what blocks of this size took lately', () => {
    const pace = createBuildPace()
    const idle = pace.expectMs(0)
    expect(idle).toBeLessThan(100)
    for (let block = 0; block < 20; block++)
      pace.learn({ transactions: 1_000, ms: 400 })
    expect(pace.expectMs(1_000) - idle).toBeCloseTo(400, 0)
    expect(pace.expectMs(100) - idle).toBeCloseTo(40, 0)
    expect(pace.expectMs(0)).toBe(idle)
  })

  test('behavior: never begins before the last block, whatever it learned', () => {
    const blocks = fc.array(
      fc.record({ transactions: fc.nat(10_000), ms: fc.nat(60_000) }),
    )
    fc.assert(
      fc.property(blocks, fc.nat(100_000), (learned, waiting) => {
        const pace = createBuildPace()
        for (const block of learned) pace.learn(block)
        const expected = pace.expectMs(waiting)
        expect(expected).toBeGreaterThan(0)
        expect(expected).toBeLessThan(1_000)
        expect(pace.expectMs(waiting + 1)).toBeGreaterThanOrEqual(expected)
      }),
    )
  })

  test('behavior: learns nothing from blocks that say nothing', () => {
    const pace = createBuildPace()
    const before = pace.expectMs(500)
    pace.learn({ transactions: 0, ms: 5_000 })
    pace.learn({ transactions: 3, ms: 5_000 })
    expect(pace.expectMs(500)).toBe(before)
  })
})
