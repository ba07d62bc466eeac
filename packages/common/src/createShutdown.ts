import type { Logger } from './createLogger.ts'

/** The ordered end of a service. */
export type Shutdown = {
  /** Aborts as soon as the process begins to stop. */
  signal: AbortSignal
  /** Adds a step. Steps run once, the last added first. */
  add: (name: string, step: () => Promise<void> | void) => void
  /** Stops; calling it again waits for the same stop. */
  close: () => Promise<void>
}

/**
 * The ordered end of a service. A step that fails is logged and does not keep
 * the others from running.
 */
export function createShutdown(logger: Logger): Shutdown {
  const controller = new AbortController()
  const steps: { name: string; step: () => Promise<void> | void }[] = []
  let closing: Promise<void> | undefined

  async function run(): Promise<void> {
    controller.abort()
    for (const { name, step } of steps.reverse()) {
      try {
        await step()
      } catch (error) {
        logger.error({ err: error, step: name }, 'a shutdown step failed')
      }
    }
  }

  return {
    signal: controller.signal,
    add: (name, step) => void steps.push({ name, step }),
    close: () => {
      closing ??= run()
      return closing
    },
  }
}
