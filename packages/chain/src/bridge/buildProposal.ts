import type { Clock } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import type { Proposal } from './codec/proposal.ts'
import type { EngineClient } from './engineApi/createEngineClient.ts'
import type { PoolClient } from './engineApi/createPoolClient.ts'
import type {
  ParentBlock,
  PayloadAttributes,
} from './rules/payloadAttributes.ts'

/**
 * Nobody waits longer for the time of a block: the clock of this machine may be
 * behind, and the others wait for the proposal only so long.
 */
const longestWaitMs = 2_000

/**
 * Has geth build the next block. geth builds an empty one at once and fills
 * others in the background; asking for it ends that for good. So this asks
 * late: not before the block's time, and when transactions wait, only after
 * geth had time to take them. Its pool needs a moment after each block, in
 * which it answers nothing and fills nothing: time counts from its answer.
 */
export async function buildProposal(parameters: {
  engine: EngineClient
  pool: PoolClient
  clock: Clock
  buildTimeMs: number
  recommitMs: number
  parent: ParentBlock
  attributes: PayloadAttributes
}): Promise<Proposal> {
  const { engine, pool, clock, parent, attributes } = parameters
  const startedAt = clock.now()
  const { status, payloadId } = await engine.forkchoiceUpdated(
    parent.hash,
    attributes,
  )
  if (status.status !== 'VALID' || payloadId === undefined)
    throw new SaharaError('geth builds no block.', {
      code: 'ENGINE_REFUSED',
      hint: 'See its log in the data folder.',
      details: { status: status.status },
    })
  const blockTimeMs = Math.min(
    Number(attributes.timestamp) * 1_000,
    startedAt + longestWaitMs,
  )
  const lastMs = Math.max(startedAt + parameters.buildTimeMs, blockTimeMs)
  // Until the block's time there is no hurry, and whoever comes is taken.
  await sleepUntil(clock, blockTimeMs - parameters.recommitMs)
  const waiting = await pool.countWaiting().catch(() => undefined)
  if (waiting === 0) await sleepUntil(clock, blockTimeMs)
  else
    await sleepUntil(
      clock,
      Math.min(
        Math.max(clock.now() + 2 * parameters.recommitMs, blockTimeMs),
        lastMs,
      ),
    )
  return engine.getPayload(payloadId)
}

async function sleepUntil(clock: Clock, timeMs: number): Promise<void> {
  const restMs = timeMs - clock.now()
  if (restMs > 0) await clock.sleep(restMs)
}
