import { z } from 'zod'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

const schema = z.looseObject({})

export type ExplainReturnType = z.infer<typeof schema>

/**
 * Each wei of an account's income with the payment that caused it.
 *
 * @throws {SaharaError} `NODE_UNREACHABLE`, `ASSET_NOT_FOUND`
 */
export async function explain(
  client: SaharaClient,
  parameters: { account: string },
): Promise<ExplainReturnType> {
  return requestNode(client, `/accounts/${parameters.account}/explain`, schema)
}
