import { type Earnings, earningsSchema } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

export type GetEarningsReturnType = Earnings

/**
 * What an account earned and can claim, from the node.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`, `INPUT_INVALID`
 */
export async function getEarnings(
  client: SaharaClient,
  parameters: { account: string },
): Promise<GetEarningsReturnType> {
  return requestNode(
    client,
    `/accounts/${encodeURIComponent(parameters.account)}/earnings`,
    earningsSchema,
  )
}
