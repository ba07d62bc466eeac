import { getAddress } from 'viem'
import { z } from 'zod'
import type { AssetId } from '../ids.ts'
import type { Order } from '../orders/order.ts'
import { items, sides } from '../vocabulary.ts'
import {
  addressSchema,
  amountSchema,
  hashSchema,
  pageSchemaOf,
  timeSchema,
} from './forms.ts'

const uintSchema = (bits: number) =>
  z
    .string()
    .regex(/^(0|[1-9][0-9]{0,77})$/)
    .refine((text) => BigInt(text) < 1n << BigInt(bits))

/** An order in JSON, see specs/orders.md. */
export const orderSchema = z
  .strictObject({
    maker: addressSchema,
    side: z.enum(sides),
    item: z.enum(items),
    assetId: hashSchema,
    amount: z.int().min(1).max(10_000).describe('Shares; 1 for ownership.'),
    priceEach: uintSchema(128).describe('Wei of SAHARA.'),
    expiry: timeSchema.min(0).max(2 ** 40 - 1),
    nonce: uintSchema(256),
    counter: uintSchema(256),
  })
  .meta({ id: 'Order' })

/** An order with the signature of its maker. */
export const signedOrderSchema = z
  .strictObject({
    order: orderSchema,
    signature: z.string().regex(/^0x([0-9a-f]{2}){1,4096}$/i),
  })
  .meta({ id: 'SignedOrder' })

/** An order with what the node knows of it. */
export const listedOrderSchema = signedOrderSchema
  .extend({
    orderHash: hashSchema,
    status: z.enum(['open', 'filled', 'cancelled', 'expired']),
    left: z.int().describe('What can still be filled, as far as is known.'),
  })
  .meta({ id: 'ListedOrder' })

/** A page of orders. */
export const orderPageSchema = pageSchemaOf(listedOrderSchema, 'OrderPage')

/** A trade that is final. */
export const tradeSchema = z
  .object({
    orderHash: hashSchema,
    seller: addressSchema,
    buyer: addressSchema,
    item: z.enum(items),
    assetId: hashSchema,
    amount: z.int(),
    price: amountSchema.describe('What the buyer paid.'),
    fee: amountSchema.describe('The DAO’s part of the price.'),
    royalty: amountSchema.describe(
      'The part that goes to the asset’s revenue.',
    ),
    proceeds: amountSchema.describe('What the seller received.'),
    block: z.int(),
    transactionHash: hashSchema,
    at: timeSchema,
  })
  .meta({ id: 'Trade' })

/** A page of trades. */
export const tradePageSchema = pageSchemaOf(tradeSchema, 'TradePage')

export type SignedOrder = z.infer<typeof signedOrderSchema>
export type ListedOrder = z.infer<typeof listedOrderSchema>
export type OrderPage = z.infer<typeof orderPageSchema>
export type Trade = z.infer<typeof tradeSchema>
export type TradePage = z.infer<typeof tradePageSchema>

/** An order of the API in the form that is signed. */
export function fromOrderJson(json: z.infer<typeof orderSchema>): Order {
  const { priceEach, nonce, counter, ...rest } = json
  return {
    ...rest,
    maker: getAddress(rest.maker),
    assetId: rest.assetId as AssetId,
    priceEachWei: BigInt(priceEach),
    nonce: BigInt(nonce),
    counter: BigInt(counter),
  }
}

/** The inverse of {@link fromOrderJson}. */
export function toOrderJson(order: Order): z.infer<typeof orderSchema> {
  const { priceEachWei, nonce, counter, ...rest } = order
  return {
    ...rest,
    maker: rest.maker.toLowerCase(),
    assetId: rest.assetId.toLowerCase(),
    priceEach: priceEachWei.toString(),
    nonce: nonce.toString(),
    counter: counter.toString(),
  }
}
