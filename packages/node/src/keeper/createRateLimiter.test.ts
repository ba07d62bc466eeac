import { createTestClock } from '@sahara/test'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRateLimiter } from './createRateLimiter.ts'

describe('createRateLimiter', () => {
  test('behavior: gives each key its uses, and says when to come back', () => {
    let now = 1_000
    const clock = { ...createTestClock(), now: () => now }
    const { take } = createRateLimiter({ clock, perMinute: 3 })
    expect([take('a'), take('a'), take('a')]).toEqual([0, 0, 0])
    expect([take('a'), take('b')]).toEqual([20, 0])
    now += 19_999
    expect(take('a')).toBe(1)
    now += 1
    expect([take('a'), take('a')]).toEqual([0, 20])
    now += 60_000
    expect([take('a'), take('a'), take('a')]).toEqual([0, 0, 0])
    expect(take('a')).toBe(20)
  })

  test('behavior: no minute has more than twice the uses, no wait is in vain', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.nat(5_000), { maxLength: 300 }),
        (perMinute, waits) => {
          let now = 0
          const clock = { ...createTestClock(), now: () => now }
          const { take } = createRateLimiter({ clock, perMinute })
          const uses: number[] = []
          for (const wait of waits) {
            now += wait
            const seconds = take('key')
            if (seconds > 0) {
              now += seconds * 1_000
              expect(take('key')).toBe(0)
            }
            uses.push(now)
            const lastMinute = uses.filter((at) => at > now - 60_000)
            expect(lastMinute.length).toBeLessThanOrEqual(2 * perMinute)
          }
        },
      ),
    )
  })
})
