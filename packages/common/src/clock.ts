import { setTimeout as delay } from 'node:timers/promises'

/** Where time comes from, so that tests can hold it still. */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now: () => number
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal ? { signal } : {}).catch(
      (error: unknown) => {
        if (!signal?.aborted) throw error
      },
    )
  },
}
