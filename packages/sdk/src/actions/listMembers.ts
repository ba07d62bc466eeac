import {
  type PolicyMemberPage,
  policyMemberPageSchema,
} from '@sahara/protocol/api'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { toQuery } from '../internal/toQuery.ts'

export type ListMembersParameters = {
  /** A policy of kind membership; others have no members. */
  policy: Address
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

/**
 * A page of who is on a list, by address, from the node.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`,
 * `POLICY_NOT_FOUND`
 */
export async function listMembers(
  client: SaharaClient,
  parameters: ListMembersParameters,
): Promise<PolicyMemberPage> {
  const { policy, ...page } = parameters
  return requestNode(
    client,
    `/policies/${policy}/members${toQuery(page)}`,
    policyMemberPageSchema,
  )
}
