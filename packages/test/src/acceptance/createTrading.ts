import {
  addresses,
  exchangeDomain,
  localChainId,
  type Order,
  orderTypes,
  toOrderMessage,
} from '@sahara/protocol'
import { exchangeAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import { accountAt } from '../accounts.ts'
import type { ModelOrder } from '../referenceModel/createTradeModel.ts'
import { callsOf } from './callsOf.ts'
import { addressOf, nameOf, type World } from './createWorld.ts'

export type SignedByIndex = { maker: number; order: Order; signature: Hex }

export type Trading = ReturnType<typeof createTrading>

/** Trades, done twice: by the contracts and by the model. */
export function createTrading({ replay, model: { trade } }: World) {
  const call = callsOf(replay.step, addresses.exchange, exchangeAbi)
  return {
    sign: async (
      maker: number,
      rest: Omit<Order, 'maker' | 'counter'>,
    ): Promise<SignedByIndex> => {
      const counter = BigInt(trade.counterOf(nameOf(maker)))
      const order: Order = { ...rest, maker: addressOf(maker), counter }
      const signature = await accountAt(maker).signTypedData({
        domain: exchangeDomain(localChainId),
        ...{ types: orderTypes, primaryType: 'Order' },
        message: toOrderMessage(order),
      })
      return { maker, order, signature }
    },
    fill: (
      { order, signature }: SignedByIndex,
      { taker, amount }: { taker: number; amount: number },
    ) =>
      call(taker, 'fill', [toOrderMessage(order), signature, amount], (now) =>
        trade.fill(toModelOrder(order), {
          ...{ taker: nameOf(taker), amount: BigInt(amount), now },
        }),
      ),
    cancel: (maker: number, nonces: bigint[]) =>
      call(maker, 'cancel', [nonces], () =>
        trade.cancel(nameOf(maker), nonces.map(Number)),
      ),
    cancelAll: (maker: number) =>
      call(maker, 'cancelAll', [], () => trade.cancelAll(nameOf(maker))),
  }
}

export function toModelOrder(order: Order): ModelOrder {
  const { assetId: asset, amount, nonce, counter, ...rest } = order
  return {
    ...{ ...rest, maker: order.maker.toLowerCase(), asset },
    ...{ amount: BigInt(amount), nonce: Number(nonce) },
    counter: Number(counter),
  }
}
