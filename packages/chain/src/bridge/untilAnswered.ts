import type { Clock, Logger } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'

const firstPauseMs = 50
const longestPauseMs = 1_000

/** Asks until geth answers: it may be restarting. */
export async function untilAnswered<T>(parameters: {
  clock: Clock
  logger: Logger
  ask: () => Promise<T>
}): Promise<T> {
  const { clock, logger, ask } = parameters
  let pauseMs = firstPauseMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      const isAway =
        SaharaError.isInstance(error) && error.code === 'ENGINE_UNREACHABLE'
      if (!isAway) throw error
      logger.debug({ err: error }, 'waiting for geth')
      await clock.sleep(pauseMs)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
  }
}
