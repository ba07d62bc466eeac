import { type Proposal, proposalSchema } from '@sahara/protocol/api'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

/**
 * A proposal, its votes and what it would do, from the node.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `PROPOSAL_NOT_FOUND`,
 * `NODE_UNREACHABLE`
 */
export async function getProposal(
  client: SaharaClient,
  parameters: { proposalId: Hex },
): Promise<Proposal> {
  return requestNode(
    client,
    `/proposals/${parameters.proposalId}`,
    proposalSchema,
  )
}
