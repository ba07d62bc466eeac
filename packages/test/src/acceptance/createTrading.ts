import {
  type AssetId,
  addresses,
  exchangeDomain,
  localChainId,
  type Order,
  orderTypes,
  toOrderMessage,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  exchangeAbi,
  parametersAbi,
  revenueSharesAbi,
  royaltySplittersAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import {
  type Address,
  encodeFunctionData,
  type Hex,
  maxUint256,
  parseEventLogs,
  type TransactionReceipt,
} from 'viem'
import { accountAt } from '../accounts.ts'
import {
  createTradeModel,
  type ModelOrder,
  type TradeModel,
  type TradeSplit,
} from '../referenceModel/createTradeModel.ts'
import type { TestChain } from '../setupChain.ts'
import type { Listing, Market } from './createMarket.ts'

export type SignedByIndex = { maker: number; order: Order; signature: Hex }

/** Trades, done twice: by the contracts and by the model. */
export type Trading = {
  model: TradeModel
  sign: (
    maker: number,
    order: Omit<Order, 'maker' | 'counter'>,
  ) => Promise<SignedByIndex>
  /**
   * Fills an order, or sees that the chain refuses what the model refuses.
   *
   * @returns why it was refused; undefined once it is filled
   */
  fill: (
    signed: SignedByIndex,
    fill: { taker: number; amount: number; now: number },
  ) => Promise<string | undefined>
  cancel: (maker: number, nonces: bigint[]) => Promise<void>
  cancelAll: (maker: number) => Promise<void>
  release: (caller: number, listing: Listing) => Promise<void>
  splitterOf: (listing: Listing) => Promise<Address>
}

/** Trading on a market; all of `traders` let the exchange take what is theirs. */
export async function createTrading(
  { publicClient }: TestChain,
  market: Market,
  traders: readonly number[],
): Promise<Trading> {
  const rate = async (
    functionName: 'exchangeFeeBasisPoints' | 'resaleRoyaltyBasisPoints',
  ) =>
    BigInt(
      await publicClient.readContract({
        ...{ address: addresses.parameters, abi: parametersAbi },
        functionName,
      }),
    )
  const model = createTradeModel({
    money: market.model,
    fee: await rate('exchangeFeeBasisPoints'),
    royalty: await rate('resaleRoyaltyBasisPoints'),
  })
  const call = (functionName: string, args: readonly unknown[]) => ({
    to: addresses.exchange,
    data: encodeFunctionData({
      abi: exchangeAbi as readonly unknown[],
      ...{ functionName, args },
    }),
  })
  const allow = [
    {
      to: addresses.token,
      data: encodeFunctionData({
        ...{ abi: saharaTokenAbi, functionName: 'approve' },
        args: [addresses.exchange, maxUint256],
      }),
    },
    {
      to: addresses.assetRegistry,
      data: encodeFunctionData({
        ...{ abi: assetRegistryAbi, functionName: 'setApprovalForAll' },
        args: [addresses.exchange, true],
      }),
    },
    {
      to: addresses.revenueShares,
      data: encodeFunctionData({
        ...{ abi: revenueSharesAbi, functionName: 'setOperator' },
        args: [addresses.exchange, true],
      }),
    },
  ]
  for (const from of traders)
    for (const grant of allow) await market.send({ from, ...grant })
  await market.settle()

  const splitterOf = (assetId: AssetId) =>
    publicClient.readContract({
      ...{ address: addresses.royaltySplitters, abi: royaltySplittersAbi },
      ...{ functionName: 'splitterOf', args: [BigInt(assetId)] },
    })

  return {
    model,
    splitterOf: ({ id }) => splitterOf(id),
    sign: async (maker, rest) => {
      const { address } = accountAt(maker)
      const counter = BigInt(model.counterOf(address))
      const order: Order = { ...rest, maker: address, counter }
      const signature = await accountAt(maker).signTypedData({
        domain: exchangeDomain(localChainId),
        ...{ types: orderTypes, primaryType: 'Order' },
        message: toOrderMessage(order),
      })
      return { maker, order, signature }
    },
    fill: async ({ order, signature }, { taker, amount, now }) => {
      const fill = call('fill', [toOrderMessage(order), signature, amount])
      const taken = { taker: accountAt(taker).address, amount: BigInt(amount) }
      let split: TradeSplit
      try {
        split = model.fill(toModelOrder(order), { ...taken, now })
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        await market.settle()
        const accepted = await publicClient
          .call({ account: taken.taker, ...fill })
          .then(() => true)
          .catch(() => false)
        if (accepted)
          throw new RangeError(`the chain fills, the model: ${error.message}`)
        return error.message
      }
      const splitter = await splitterOf(order.assetId)
      await market.send({
        ...{ from: taker, ...fill },
        check: (receipt) => checkSplit(receipt, split, splitter),
      })
      return undefined
    },
    cancel: async (maker, nonces) => {
      model.cancel(accountAt(maker).address, nonces.map(Number))
      await market.send({ from: maker, ...call('cancel', [nonces]) })
    },
    cancelAll: async (maker) => {
      model.cancelAll(accountAt(maker).address)
      await market.send({ from: maker, ...call('cancelAll', []) })
    },
    release: async (caller, { id }) => {
      model.release(id)
      await market.send({
        from: caller,
        to: addresses.royaltySplitters,
        data: encodeFunctionData({
          ...{ abi: royaltySplittersAbi, functionName: 'release' },
          args: [BigInt(id)],
        }),
      })
    },
  }
}

function toModelOrder(order: Order): ModelOrder {
  const { assetId: asset, amount, nonce, counter, ...rest } = order
  return {
    ...rest,
    ...{ asset, amount: BigInt(amount) },
    ...{ nonce: Number(nonce), counter: Number(counter) },
  }
}

/** What moved is what the model says, to the wei, and to nobody else. */
function checkSplit(
  { logs }: TransactionReceipt,
  split: TradeSplit,
  splitter: Address,
): void {
  const moved = parseEventLogs({
    ...{ abi: saharaTokenAbi, eventName: 'Transfer', logs },
  }).map(({ args: { from, to, value } }) => `${from} ${to} ${value}`)
  const { seller, buyer, feeWei, royaltyWei, proceedsWei } = split
  const expected = [
    [seller, proceedsWei],
    ...(feeWei > 0n ? [[addresses.timelock, feeWei]] : []),
    ...(royaltyWei > 0n ? [[splitter, royaltyWei]] : []),
  ].map(([to, value]) => `${buyer} ${to} ${value}`)
  const found = moved.join('\n').toLowerCase()
  if (found !== expected.join('\n').toLowerCase())
    throw new RangeError(`moved\n${found}\nthe model\n${expected.join('\n')}`)
}
