import { type Explanation, explanationSchema } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

export type ExplainReturnType = Explanation

/**
 * Each wei of an account's income with the payment that caused it.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`, `INPUT_INVALID`
 */
export async function explain(
  client: SaharaClient,
  parameters: { account: string },
): Promise<ExplainReturnType> {
  return requestNode(
    client,
    `/accounts/${encodeURIComponent(parameters.account)}/explain`,
    explanationSchema,
  )
}
