export { type Clock, systemClock } from './clock.ts'
export { type Common, createCommon } from './createCommon.ts'
export { createLogger, type Logger } from './createLogger.ts'
export { createShutdown, type Shutdown } from './createShutdown.ts'
export { lockFolder } from './lockFolder.ts'
export { readArguments } from './readArguments.ts'
export {
  describeError,
  type RunningService,
  runService,
} from './runService.ts'
export { toNumber } from './toNumber.ts'
export { syncFolder, writeFileAtomic } from './writeFileAtomic.ts'
