import { Registry } from 'prom-client'
import { type Clock, systemClock } from './clock.ts'
import { createLogger, type Logger } from './createLogger.ts'
import { createShutdown, type Shutdown } from './createShutdown.ts'

/** What every module of a service is given. */
export type Common = {
  logger: Logger
  clock: Clock
  /** Prometheus metrics; names are `sahara_<module>_<what>_<unit>`. */
  metrics: Registry
  shutdown: Shutdown
}

/** The context of one service; tests pass a clock of their own. */
export function createCommon(
  name: string,
  options: { logLevel?: string | undefined; clock?: Clock | undefined } = {},
): Common {
  const logger = createLogger(name, { level: options.logLevel })
  return {
    logger,
    clock: options.clock ?? systemClock,
    metrics: new Registry(),
    shutdown: createShutdown(logger),
  }
}
