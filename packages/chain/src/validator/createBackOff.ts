import type { Clock } from '@sahara/common'

const firstMs = 200
const longestMs = 10_000
/** Whoever lived that long is healthy, and its pauses begin anew. */
const healthyMs = 30_000

/** Pauses before a restart: each is twice the last one. */
export function createBackOff(
  clock: Clock,
  signal: AbortSignal,
): { pause: () => Promise<void> } {
  let nextMs = firstMs
  let startedAt = clock.now()
  return {
    pause: async () => {
      if (clock.now() - startedAt > healthyMs) nextMs = firstMs
      await clock.sleep(nextMs, signal)
      nextMs = Math.min(nextMs * 2, longestMs)
      startedAt = clock.now()
    },
  }
}
