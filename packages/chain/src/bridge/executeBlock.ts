import { SaharaError } from '@sahara/protocol'
import { consensusFailed, engineBehind } from './bridgeFailures.ts'
import type { EngineClient } from './engineApi/createEngineClient.ts'
import type { ExecutableProposal } from './rules/checkProposal.ts'

/**
 * Has geth execute and store a block that the network decided.
 *
 * @throws {SaharaError} `CONSENSUS_FAILED` when geth finds it invalid,
 *   `ENGINE_BEHIND` when it lacks the block before, `ENGINE_UNREACHABLE`
 */
export async function executeBlock(
  engine: EngineClient,
  proposal: ExecutableProposal,
): Promise<void> {
  const height = proposal.payload.blockNumber
  const { status, validationError } = await engine
    .newPayload(proposal)
    .catch((error: unknown) => {
      if (SaharaError.isInstance(error) && error.code === 'ENGINE_REFUSED')
        throw consensusFailed(height, error.message)
      throw error
    })
  if (status === 'VALID') return
  if (status === 'INVALID')
    throw consensusFailed(height, validationError ?? 'geth gives no reason')
  throw engineBehind({ height, latest: -1n })
}
