import type { Common } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { statusSchema } from '@sahara/protocol/api'
import { waitFor } from './waitFor.ts'

const quietMs = 2_000

/**
 * Waits until a node has caught up with its chain; tells how far it is when
 * there is so much to read that it takes a while.
 *
 * @throws {SaharaError} `NODE_CHAIN_CHANGED` at once, `SUPERVISOR_START_FAILED`
 */
export async function waitUntilReady(parameters: {
  common: Common
  url: string
  onStep: (text: string) => void
}): Promise<void> {
  const { common, url, onStep } = parameters
  let toldAt = common.clock.now()
  await waitFor(common, 'the node to catch up', async () => {
    const response = await fetch(new URL('/api/v1/status', url))
    const status = statusSchema.parse(await response.json())
    if (status.ready) return true
    const { block, finalBlock, problem } = status
    if (problem === 'NODE_CHAIN_CHANGED')
      throw new SaharaError('The node has read another chain than this one.', {
        code: 'NODE_CHAIN_CHANGED',
        hint: 'Put back the chain folder it has read, or start with --reset, which makes everything anew.',
      })
    const state = `${block ?? 0} of ${finalBlock ?? '?'} blocks${problem ? `, ${problem}` : ''}`
    if (common.clock.now() - toldAt >= quietMs) {
      onStep(`The node has read ${state}`)
      toldAt = common.clock.now()
    }
    return state
  })
}
