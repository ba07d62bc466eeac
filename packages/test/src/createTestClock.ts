import type { Clock } from '@sahara/common'

export type TestClock = Clock & {
  /** Lets time pass at once; who sleeps until then wakes. */
  advance: (ms: number) => void
}

/** The real time, until a test moves it on. */
export function createTestClock(): TestClock {
  let aheadMs = 0
  const sleepers = new Set<{ until: number; wake: () => void }>()
  const now = () => Date.now() + aheadMs
  return {
    now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { until: now() + ms, wake }
        const timer = setTimeout(wake, ms)
        function wake(): void {
          clearTimeout(timer)
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', wake)
        if (signal?.aborted) wake()
      }),
    advance: (ms) => {
      aheadMs += ms
      for (const { until, wake } of [...sleepers]) if (until <= now()) wake()
    },
  }
}
