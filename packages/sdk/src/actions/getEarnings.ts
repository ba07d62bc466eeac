import { z } from 'zod'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

const schema = z.looseObject({})

export type GetEarningsReturnType = z.infer<typeof schema>

/**
 * What an account earned and can claim, from the node.
 *
 * @throws {SaharaError} `NODE_UNREACHABLE`, `ASSET_NOT_FOUND`
 */
export async function getEarnings(
  client: SaharaClient,
  parameters: { account: string },
): Promise<GetEarningsReturnType> {
  return requestNode(client, `/accounts/${parameters.account}/earnings`, schema)
}
