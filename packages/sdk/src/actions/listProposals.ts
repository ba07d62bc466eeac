import { type ProposalPage, proposalPageSchema } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { toQuery } from '../internal/toQuery.ts'

export type ListProposalsParameters = {
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

/**
 * A page of proposals, newest first, from the node.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`
 */
export async function listProposals(
  client: SaharaClient,
  parameters: ListProposalsParameters = {},
): Promise<ProposalPage> {
  return requestNode(
    client,
    `/proposals${toQuery(parameters)}`,
    proposalPageSchema,
  )
}
