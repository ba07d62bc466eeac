import type { Hash } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  carryOutProposal,
  type ProposalStepParameters,
} from '../internal/carryOutProposal.ts'

export type QueueProposalParameters = ProposalStepParameters

/**
 * Queues a proposal that succeeded in the timelock, whose delay begins. Anyone
 * may.
 *
 * @throws {SaharaError} `PROPOSAL_NOT_FOUND`, `NODE_UNREACHABLE`,
 * `PROPOSAL_NOT_READY`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function queueProposal(
  client: SaharaClient,
  parameters: QueueProposalParameters,
): Promise<{ transactionHash: Hash }> {
  return carryOutProposal(client, parameters, 'queue')
}
