import type { Clock } from '@sahara/common'
import {
  exchangeDomain,
  type Order,
  orderHashOf,
  orderTypes,
  SaharaError,
  toOrderMessage,
} from '@sahara/protocol'
import {
  fromOrderJson,
  type ListedOrder,
  type SignedOrder,
} from '@sahara/protocol/api'
import type { Hex, PublicClient } from 'viem'
import { reachChain } from '../reachChain.ts'
import type { OrderFilter, OrderStore, StoredOrder } from './openOrderStore.ts'
import { type OrderState, readOrderState } from './readOrderState.ts'

/** The open orders a node knows. */
export type OrderBook = {
  /** Takes an order that can be filled now; again changes nothing. */
  post: (signed: SignedOrder) => Promise<ListedOrder>
  find: (orderHash: Hex) => Promise<ListedOrder>
  /** Open orders with something left, best price first. */
  list: (
    filter: Omit<OrderFilter, 'now'>,
    limit: number,
  ) => Promise<{ items: ListedOrder[]; nextCursor: string | null }>
}

const maxLifetimeSeconds = 180 * 86_400
const maxOrdersOfMaker = 200
/** For one page: a book full of empty promises must not hold up its reader. */
const maxLooked = 300

const refused = (message: string, hint: string) =>
  new SaharaError(message, { code: 'ORDER_INVALID', hint })

/**
 * A node's book of signed orders, see specs/orders.md. What it says of them is
 * read from the contracts at the last block that was indexed.
 */
export function createOrderBook(parameters: {
  store: OrderStore
  chain: PublicClient
  chainId: number
  clock: Clock
  /** The last block of the read model. */
  blockOf: () => number | undefined
}): OrderBook {
  const { store, chain, chainId, clock, blockOf } = parameters
  const now = () => Math.floor(clock.now() / 1_000)

  function finalBlock(): bigint {
    const block = blockOf()
    if (block !== undefined) return BigInt(block)
    throw new SaharaError('The node has not read the chain yet.', {
      code: 'NODE_NOT_READY',
      hint: 'Ask again in a moment; /api/v1/status says how far it is.',
      retryable: true,
    })
  }

  function readState(order: Order): Promise<OrderState> {
    const blockNumber = finalBlock()
    return reachChain(() =>
      readOrderState({ chain, blockNumber, now: now(), order }),
    )
  }

  async function toListed(stored: StoredOrder): Promise<ListedOrder> {
    const { order, signature, orderHash } = stored
    const state = await readState(fromOrderJson(order))
    if (state.status !== 'open') store.end(orderHash)
    return { order, signature, orderHash, ...state }
  }

  async function check(signed: SignedOrder): Promise<ListedOrder> {
    const order = fromOrderJson(signed.order)
    const available = order.item === 'ownership' ? 1 : 10_000
    if (order.priceEachWei === 0n || order.amount > available)
      throw refused('The order has no price, or too high an amount.', form)
    if (order.expiry > now() + maxLifetimeSeconds)
      throw refused('The order lives too long.', 'At most 180 days.')
    const isSigned = await reachChain(() =>
      chain.verifyTypedData({
        address: order.maker,
        domain: exchangeDomain(chainId),
        types: orderTypes,
        primaryType: 'Order',
        message: toOrderMessage(order),
        signature: signed.signature as Hex,
      }),
    )
    if (!isSigned) throw refused('The maker did not sign this order.', form)
    const state = await readState(order)
    if (state.left === 0)
      throw refused(
        'The order cannot be filled.',
        'It is over, or the maker lacks what it offers or has not let the Exchange take it; what was just sent counts once final.',
      )
    return { ...signed, orderHash: orderHashOf(chainId, order), ...state }
  }

  return {
    post: async (signed) => {
      const hash = orderHashOf(chainId, fromOrderJson(signed.order))
      const known = store.find(hash)
      if (known) return toListed(known)
      const listed = await check(signed)
      if (store.countOf(signed.order.maker, now()) >= maxOrdersOfMaker)
        throw new SaharaError('The maker has too many open orders here.', {
          code: 'NODE_QUOTA_EXCEEDED',
          hint: 'Cancel some, or wait until they end.',
          details: { maxOrdersOfMaker },
        })
      store.add(hash, signed)
      return listed
    },
    find: async (orderHash) => {
      const stored = store.find(orderHash)
      if (stored) return toListed(stored)
      throw new SaharaError('The node knows no order with this hash.', {
        code: 'ORDER_NOT_FOUND',
        hint: 'It may be in the book of another node.',
      })
    },
    list: async (filter, limit) => {
      const items: ListedOrder[] = []
      let looked = 0
      for (let after = filter.after; ; ) {
        const missing = limit - items.length
        const page = store.list({ ...filter, after, now: now() }, missing)
        const listed = await Promise.all(page.map(toListed))
        items.push(...listed.filter(({ left }) => left > 0))
        looked += page.length
        after = page.at(-1)?.cursor
        if (page.length < missing || !after) return { items, nextCursor: null }
        if (items.length === limit || looked >= maxLooked)
          return { items, nextCursor: after }
      }
    },
  }
}

const form = 'See specs/orders.md for what is signed.'
