import type { Hash } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  carryOutProposal,
  type ProposalStepParameters,
} from '../internal/carryOutProposal.ts'

export type CancelProposalParameters = ProposalStepParameters

/**
 * Takes a proposal back before voting on it begins. Only who proposed it may.
 *
 * @throws {SaharaError} `PROPOSAL_NOT_FOUND`, `NODE_UNREACHABLE`,
 * `PROPOSAL_NOT_READY` once voting has begun and for anyone else,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function cancelProposal(
  client: SaharaClient,
  parameters: CancelProposalParameters,
): Promise<{ transactionHash: Hash }> {
  return carryOutProposal(client, parameters, 'cancel')
}
