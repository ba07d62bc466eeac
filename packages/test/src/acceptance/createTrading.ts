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
import type { Outcome } from './createMarket.ts'
import { addressOf, nameOf, type World } from './createWorld.ts'

export type SignedByIndex = { maker: number; order: Order; signature: Hex }

/** Trades, done twice: by the contracts and by the model. */
export type Trading = {
  sign: (
    maker: number,
    order: Omit<Order, 'maker' | 'counter'>,
  ) => Promise<SignedByIndex>
  fill: (
    signed: SignedByIndex,
    fill: { taker: number; amount: number },
  ) => Outcome
  cancel: (maker: number, nonces: bigint[]) => Outcome
  cancelAll: (maker: number) => Outcome
}

export function createTrading({ replay, model }: World): Trading {
  const { trade } = model
  const call = (
    from: number,
    functionName: string,
    args: readonly unknown[],
  ) => ({
    ...{ from, to: addresses.exchange, abi: exchangeAbi, functionName, args },
  })
  return {
    sign: async (maker, rest) => {
      const counter = BigInt(trade.counterOf(nameOf(maker)))
      const order: Order = { ...rest, maker: addressOf(maker), counter }
      const signature = await accountAt(maker).signTypedData({
        domain: exchangeDomain(localChainId),
        ...{ types: orderTypes, primaryType: 'Order' },
        message: toOrderMessage(order),
      })
      return { maker, order, signature }
    },
    fill: ({ order, signature }, { taker, amount }) =>
      replay.step({
        ...call(taker, 'fill', [toOrderMessage(order), signature, amount]),
        model: (now) =>
          trade.fill(toModelOrder(order), {
            ...{ taker: nameOf(taker), amount: BigInt(amount), now },
          }),
      }),
    cancel: (maker, nonces) =>
      replay.step({
        ...call(maker, 'cancel', [nonces]),
        model: () => trade.cancel(nameOf(maker), nonces.map(Number)),
      }),
    cancelAll: (maker) =>
      replay.step({
        ...call(maker, 'cancelAll', []),
        model: () => trade.cancelAll(nameOf(maker)),
      }),
  }
}

function toModelOrder(order: Order): ModelOrder {
  const { assetId: asset, amount, nonce, counter, ...rest } = order
  return {
    ...{ ...rest, maker: order.maker.toLowerCase(), asset },
    ...{ amount: BigInt(amount), nonce: Number(nonce) },
    counter: Number(counter),
  }
}
