import fc from 'fast-check'
import type { Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { createSizeBound } from './createSizeBound.ts'

const mostBytes = 8 * 1024 * 1024
const largestTransaction = 128 * 1024
const ours: Hex = '0x01'
const theirs: Hex = '0x02'

describe('createSizeBound', () => {
  test('default: all that geth fills, in the first round of each height', () => {
    const size = createSizeBound()
    expect(size.at(1n, 0)).toBe(mostBytes)
    size.decided({ height: 1n, hash: theirs, nowMs: 1_000 })
    expect(size.at(2n, 1_400)).toBe(mostBytes)
  })

  test('behavior: the longer a height takes, the less is offered', () => {
    const size = createSizeBound()
    size.decided({ height: 1n, hash: theirs, nowMs: 0 })
    const offered = [400, 3_900, 8_000, 13_000].map((ms) => size.at(2n, ms))
    expect(offered).toEqual([...offered].sort((a, b) => b - a))
    expect(new Set(offered).size).toBeGreaterThan(2)
    // The next height begins as large again: who failed need not be us.
    size.decided({ height: 2n, hash: theirs, nowMs: 14_000 })
    expect(size.at(3n, 14_400)).toBe(mostBytes)
  })

  test('behavior: who offered what was not decided offers less from then on', () => {
    const size = createSizeBound()
    size.offered({ height: 1n, hash: ours, bytes: mostBytes })
    size.decided({ height: 1n, hash: theirs, nowMs: 0 })
    const less = size.at(2n, 0)
    expect(less).toBeLessThan(mostBytes / 2)
    // And more again with each block of ours that is taken.
    for (let height = 2n; height < 30n; height++) {
      size.offered({ height, hash: ours, bytes: less })
      size.decided({ height, hash: ours, nowMs: 0 })
    }
    expect(size.at(30n, 0)).toBe(mostBytes)
  })

  test('behavior: a small block that was not decided says nothing of large ones', () => {
    const size = createSizeBound()
    size.offered({ height: 1n, hash: ours, bytes: 1_000 })
    size.decided({ height: 1n, hash: theirs, nowMs: 0 })
    expect(size.at(2n, 0)).toBe(mostBytes)
  })

  // What must hold for the chain to go on: whatever machines can bear, if they
  // bear the largest transaction alone, some round of each height fits.
  test('behavior: every height comes to blocks that the slowest network decides', () => {
    const bytesPerSecond = fc.integer({ min: 100_000, max: 20_000_000 })
    fc.assert(
      fc.property(bytesPerSecond, fc.nat(50), (speed, heights) => {
        const sizes = [1, 2, 3, 4].map(() => createSizeBound())
        let nowMs = 0
        for (let height = 1n; height <= BigInt(heights) + 1n; height++) {
          let round = 0
          for (; ; round++) {
            expect(round).toBeLessThan(8)
            const proposer = sizes[(Number(height) + round) % sizes.length]!
            const bytes = proposer.at(height, nowMs)
            const hash: Hex = `0x${height.toString(16)}${round}`
            proposer.offered({ height, hash, bytes })
            const boundMs = 3_000 + 500 * round
            const tookMs = (1_000 * bytes) / speed
            nowMs += Math.min(tookMs, boundMs) + 1_000
            if (tookMs > boundMs) continue
            for (const size of sizes) size.decided({ height, hash, nowMs })
            break
          }
        }
      }),
    )
  })

  test('behavior: the largest transaction always fits, whatever was learned', () => {
    const event = fc.record({
      bytes: fc.nat(mostBytes),
      isOurs: fc.boolean(),
      tookMs: fc.nat(600_000),
    })
    fc.assert(
      fc.property(fc.array(event), fc.nat(10_000_000), (events, waitedMs) => {
        const size = createSizeBound()
        let nowMs = 0
        let height = 0n
        for (const { bytes, isOurs, tookMs } of events) {
          height += 1n
          nowMs += tookMs
          size.offered({ height, hash: ours, bytes })
          const hash = isOurs ? ours : theirs
          size.decided({ height, hash, nowMs })
        }
        const bytes = size.at(height + 1n, nowMs + waitedMs)
        expect(bytes).toBeGreaterThan(largestTransaction)
        expect(bytes).toBeLessThanOrEqual(mostBytes)
      }),
    )
  })
})
