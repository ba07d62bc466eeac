import type { Hash } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  carryOutProposal,
  type ProposalStepParameters,
} from '../internal/carryOutProposal.ts'

export type ExecuteProposalParameters = ProposalStepParameters

/**
 * Carries out a queued proposal once the timelock's delay is over. Anyone may.
 *
 * @throws {SaharaError} `PROPOSAL_NOT_FOUND`, `NODE_UNREACHABLE`,
 * `PROPOSAL_NOT_READY`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED` also when
 * one of its calls is refused, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function executeProposal(
  client: SaharaClient,
  parameters: ExecuteProposalParameters,
): Promise<{ transactionHash: Hash }> {
  return carryOutProposal(client, parameters, 'execute')
}
