import {
  type AssetId,
  addresses,
  exchangeDomain,
  type Item,
  type Order,
  orderHashOf,
  orderTypes,
  type Side,
  toOrderMessage,
} from '@sahara/protocol'
import { exchangeAbi } from '@sahara/protocol/abis'
import { listedOrderSchema, toOrderJson } from '@sahara/protocol/api'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { raiseAllowance } from '../internal/allowance.ts'
import { letExchangeTakeItem } from '../internal/letExchangeTakeItem.ts'
import { requestNode } from '../internal/requestNode.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import type { SenderParameters } from '../internal/write.ts'
import { newOrderNonce } from './newOrderNonce.ts'
import { waitForNode } from './waitForNode.ts'

export type CreateOrderParameters = SenderParameters & {
  side: Side
  item: Item
  assetId: AssetId
  /** Shares of the 10,000; 1 for ownership. */
  amount: number
  /** Wei of SAHARA for each share or for the asset, paid by the buyer. */
  priceEachWei: bigint
  /** Unix seconds, inclusive; at most 180 days from now. */
  expiry: number
  /**
   * Names the order. Orders of one nonce share what is filled: to ask for
   * another price, make one under the same nonce. Take one from
   * `newOrderNonce` and save it, with the expiry, before this call: with one
   * journal, a caller that lost the answer just calls again, and has one order.
   * @default a new one
   */
  nonce?: bigint | undefined
}

export type CreateOrderReturnType = {
  orderHash: Hex
  order: Order
  signature: Hex
}

/**
 * Signs an order for ownership or revenue shares, lets Exchange take what it
 * offers, and puts it into the node's book if the client has a node. What is
 * offered stays the maker's until someone fills the order.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `CONFIG_INVALID`, `ORDER_INVALID`,
 * `NODE_QUOTA_EXCEEDED`, `NODE_NOT_READY`, `NODE_UNREACHABLE`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function createOrder(
  client: SaharaClient,
  parameters: CreateOrderParameters,
): Promise<CreateOrderReturnType> {
  const { side, item, assetId, amount, priceEachWei, expiry } = parameters
  const { signal } = parameters
  const account = requireAccount(client, parameters.account)
  const maker = account.address
  const [chainId, counter] = await Promise.all([
    client.chain.getChainId(),
    client.chain.readContract({
      address: addresses.exchange,
      abi: exchangeAbi,
      functionName: 'counterOf',
      args: [maker],
    }),
  ]).catch(rethrowChainError)
  const order: Order = {
    maker,
    side,
    item,
    assetId,
    amount,
    priceEachWei,
    expiry,
    nonce: parameters.nonce ?? (await newOrderNonce(client, { maker })),
    counter,
  }
  const orderHash = orderHashOf(chainId, order)
  if (side === 'sell')
    await letExchangeTakeItem(client, { account, item, signal })
  else
    await raiseAllowance(client, {
      account,
      spender: addresses.exchange,
      amountWei: priceEachWei * BigInt(amount),
      operation: orderHash,
      signal,
    })
  const signature = await account.signTypedData({
    domain: exchangeDomain(chainId),
    types: orderTypes,
    primaryType: 'Order',
    message: toOrderMessage(order),
  })
  if (client.nodeUrl) {
    // It looks whether the maker can keep the promise, by what it has read.
    await waitForNode(client, { signal })
    await requestNode(client, '/orders', listedOrderSchema, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ order: toOrderJson(order), signature }),
      ...(signal ? { signal } : {}),
    })
  }
  return { orderHash, order, signature }
}
