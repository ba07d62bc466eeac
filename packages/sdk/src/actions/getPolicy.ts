import { type Policy, policySchema } from '@sahara/protocol/api'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

/**
 * What a policy asks of who buys, by rules and in words, from the node.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`,
 * `POLICY_NOT_FOUND`
 */
export async function getPolicy(
  client: SaharaClient,
  parameters: { policy: Address },
): Promise<Policy> {
  return requestNode(client, `/policies/${parameters.policy}`, policySchema)
}
