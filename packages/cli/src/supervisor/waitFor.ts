import type { Common } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'

const pollMs = 100
const timeoutMs = 120_000

/**
 * Waits until `isTrue` says so; a failing question counts as no.
 *
 * @throws {SaharaError} `SUPERVISOR_START_FAILED` after two minutes
 */
export async function waitFor(
  common: Common,
  what: string,
  isTrue: () => Promise<boolean>,
): Promise<void> {
  const deadline = common.clock.now() + timeoutMs
  while (!(await isTrue().catch(() => false))) {
    common.shutdown.signal.throwIfAborted()
    if (common.clock.now() > deadline)
      throw new SaharaError(`Waited in vain for ${what}.`, {
        code: 'SUPERVISOR_START_FAILED',
        hint: 'Run again with --verbose to see what the processes say.',
      })
    await common.clock.sleep(pollMs, common.shutdown.signal)
  }
}
