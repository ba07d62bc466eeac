import type { Clock } from '@sahara/common'

/** Something that is done again and again. */
export type Poller = {
  /** Runs again and again until the signal aborts. */
  follow: (signal: AbortSignal) => Promise<void>
  /** Runs as soon as it can. */
  wake: () => void
}

/** Does something every `pollMs`, and at once when woken, one run at a time. */
export function createPoller(parameters: {
  run: (signal: AbortSignal) => Promise<void>
  onError: (error: unknown) => void
  clock: Clock
  pollMs: number
}): Poller {
  const { run, onError, clock, pollMs } = parameters
  let pause = new AbortController()
  return {
    wake: () => pause.abort(),
    follow: async (signal) => {
      while (!signal.aborted) {
        // Before the run: what wakes it during the run is not in the run.
        pause = new AbortController()
        try {
          await run(signal)
        } catch (error) {
          if (!signal.aborted) onError(error)
        }
        await clock.sleep(pollMs, AbortSignal.any([signal, pause.signal]))
      }
    },
  }
}
