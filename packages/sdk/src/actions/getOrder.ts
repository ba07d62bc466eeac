import { SaharaError } from '@sahara/protocol'
import { fromOrderJson, listedOrderSchema } from '@sahara/protocol/api'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import type { CreateOrderReturnType } from './createOrder.ts'

export type GetOrderReturnType = CreateOrderReturnType & {
  status: 'open' | 'filled' | 'cancelled' | 'expired'
  /** What can still be filled. */
  left: number
}

/**
 * A signed order of the node's book, also when it is over.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `INPUT_INVALID`, `ORDER_NOT_FOUND`,
 * `NODE_UNREACHABLE`
 */
export async function getOrder(
  client: SaharaClient,
  parameters: { orderHash: string },
): Promise<GetOrderReturnType> {
  const { orderHash } = parameters
  if (!/^0x[0-9a-f]{64}$/.test(orderHash))
    throw new SaharaError('This is no hash of an order.', {
      code: 'INPUT_INVALID',
      hint: 'It is 0x and 64 digits.',
      details: { orderHash },
    })
  const listed = await requestNode(
    client,
    `/orders/${orderHash}`,
    listedOrderSchema,
  )
  return {
    ...listed,
    orderHash: listed.orderHash as Hex,
    order: fromOrderJson(listed.order),
    signature: listed.signature as Hex,
  }
}
