import { type Hold, type SalePage, salesSchema } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

export type ListPurchasesParameters = {
  /** Who paid. */
  account: string
  /** Only purchases whose payment is, or was, held. */
  state?: Hold['state'] | undefined
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

export type ListPurchasesReturnType = SalePage

/**
 * A page of what an account bought, newest first, with what became of payments
 * that are held for a refund.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`, `INPUT_INVALID`
 */
export async function listPurchases(
  client: SaharaClient,
  parameters: ListPurchasesParameters,
): Promise<ListPurchasesReturnType> {
  const { account, state, cursor, limit } = parameters
  const search = new URLSearchParams()
  if (state) search.set('state', state)
  if (cursor) search.set('cursor', cursor)
  if (limit !== undefined) search.set('limit', String(limit))
  return requestNode(
    client,
    `/accounts/${encodeURIComponent(account)}/purchases?${search}`,
    salesSchema,
  )
}
