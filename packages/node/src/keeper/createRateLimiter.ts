import type { Clock } from '@sahara/common'

const windowMs = 60_000
/** Beyond it the longest known is forgotten, so that memory stays bounded. */
const maxKeys = 100_000

/** How often each key may do something. */
export type RateLimiter = {
  /** Counts one use. @returns seconds to wait; 0 when it may go on now */
  take: (key: string) => number
}

/**
 * Lets each key have `perMinute` uses a minute, at once or spread (the generic
 * cell rate algorithm). A refused use does not count.
 */
export function createRateLimiter(parameters: {
  clock: Clock
  perMinute: number
}): RateLimiter {
  const { clock, perMinute } = parameters
  // Whole milliseconds, so that sums are exact.
  const costMs = Math.floor(windowMs / perMinute)
  /** When all uses of a key are paid off, oldest entry first. */
  const paidOffAt = new Map<string, number>()

  return {
    take: (key) => {
      const now = clock.now()
      const next = Math.max(paidOffAt.get(key) ?? 0, now) + costMs
      const waitMs = next - now - windowMs
      if (waitMs > 0) return Math.ceil(waitMs / 1_000)
      paidOffAt.delete(key)
      paidOffAt.set(key, next)
      for (const [old, at] of paidOffAt) {
        if (at > now && paidOffAt.size <= maxKeys) break
        paidOffAt.delete(old)
      }
      return 0
    },
  }
}
