import { createCommon } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { exitCodeOf } from './bridgeFailures.ts'
import { startBridge } from './startBridge.ts'

// The bridge of the node in the working folder. It prints one line of JSON
// when its socket is open, and one when it must end, for the supervisor.
const common = createCommon('bridge')

function fail(error: unknown): void {
  common.logger.error({ err: error }, 'the bridge ends')
  if (SaharaError.isInstance(error))
    process.stdout.write(`${JSON.stringify({ error })}\n`)
  process.exit(exitCodeOf(error))
}

try {
  const bridge = await startBridge({
    directory: process.cwd(),
    common,
    onFailure: fail,
  })
  process.on('SIGTERM', () => {
    bridge.close().then(() => process.exit(0), fail)
  })
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`)
} catch (error) {
  fail(error)
}
