import type { Common } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'

const pollMs = 100
const patienceMs = 120_000

/**
 * Waits until `ask` resolves with true; a failing question counts as no, unless
 * it fails with an error of ours that no waiting mends. Other answers say how far it has come: the time begins anew whenever they change.
 *
 * @throws {SaharaError} `SUPERVISOR_START_FAILED` after two minutes in which
 *   nothing went on, and what `ask` throws for good
 */
export async function waitFor(
  common: Common,
  what: string,
  ask: () => Promise<boolean | string>,
): Promise<void> {
  const { clock, shutdown } = common
  let before: boolean | string = false
  let deadline = clock.now() + patienceMs
  for (;;) {
    const answer = await ask().catch((error: unknown) => {
      if (SaharaError.isInstance(error) && !error.retryable) throw error
      return false
    })
    if (answer === true) return
    shutdown.signal.throwIfAborted()
    if (answer !== before) deadline = clock.now() + patienceMs
    before = answer
    if (clock.now() > deadline)
      throw new SaharaError(`Waited in vain for ${what}.`, {
        code: 'SUPERVISOR_START_FAILED',
        hint: 'Run again with --verbose to see what the processes say.',
        ...(typeof before === 'string' && { details: { state: before } }),
      })
    await clock.sleep(pollMs, shutdown.signal)
  }
}
