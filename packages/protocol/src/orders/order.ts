import type { Address } from 'viem'
import type { AssetId } from '../ids.ts'
import { type Item, items, type Side, sides } from '../vocabulary.ts'

/** What a maker signs, see specs/orders.md. */
export type Order = {
  maker: Address
  side: Side
  item: Item
  assetId: AssetId
  /** Shares, at most 10,000; 1 for ownership. */
  amount: number
  /** Wei of SAHARA for each share or for the asset, paid by the buyer. */
  priceEachWei: bigint
  /** Unix seconds, inclusive. */
  expiry: number
  nonce: bigint
  /** The maker's `counterOf` when signing. */
  counter: bigint
}

/** An order as Exchange and its EIP-712 type have it. */
export function toOrderMessage(order: Order) {
  return {
    maker: order.maker,
    side: sides.indexOf(order.side),
    item: items.indexOf(order.item),
    assetId: BigInt(order.assetId),
    amount: order.amount,
    priceEach: order.priceEachWei,
    expiry: order.expiry,
    nonce: order.nonce,
    counter: order.counter,
  }
}
