import type { AssetId, Item, Side } from '@sahara/protocol'
import { type OrderPage, orderPageSchema } from '@sahara/protocol/api'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { toQuery } from '../internal/toQuery.ts'

export type ListOrdersParameters = {
  assetId?: AssetId | undefined
  maker?: Address | undefined
  side?: Side | undefined
  item?: Item | undefined
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

/**
 * A page of open orders of the node's book: sell orders by rising price, then
 * bids by falling price.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`
 */
export async function listOrders(
  client: SaharaClient,
  parameters: ListOrdersParameters,
): Promise<OrderPage> {
  return requestNode(client, `/orders${toQuery(parameters)}`, orderPageSchema)
}
