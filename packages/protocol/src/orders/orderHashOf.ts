import { type Hex, hashTypedData } from 'viem'
import { exchangeDomain, orderTypes } from '../eip712.ts'
import { type Order, toOrderMessage } from './order.ts'

/** What a maker signs and what names an order: its EIP-712 hash. */
export function orderHashOf(chainId: number, order: Order): Hex {
  return hashTypedData({
    domain: exchangeDomain(chainId),
    types: orderTypes,
    primaryType: 'Order',
    message: toOrderMessage(order),
  })
}
