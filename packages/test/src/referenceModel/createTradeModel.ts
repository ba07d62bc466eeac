import type { ReferenceModel } from './createReferenceModel.ts'

/** An order as its maker signed it. Amounts in wei, times in seconds. */
export type ModelOrder = {
  maker: string
  side: 'sell' | 'bid'
  item: 'ownership' | 'shares'
  asset: string
  amount: bigint
  priceEachWei: bigint
  /** Inclusive. */
  expiry: number
  nonce: number
  /** How often the maker had ended all orders when it signed. */
  counter: number
}

/** Who gets what of a fill, in wei. */
export type TradeSplit = {
  seller: string
  buyer: string
  priceWei: bigint
  feeWei: bigint
  /** To the splitter of the asset, which pays it as any payer would. */
  royaltyWei: bigint
  proceedsWei: bigint
}

/**
 * Trade of ownership and shares once more, written from `protocol.md` and
 * `specs/orders.md` and from nothing else. What must be refused throws.
 */
export type TradeModel = {
  publish: (asset: string, owner: string) => void
  ownerOf: (asset: string) => string
  fill: (
    order: ModelOrder,
    fill: { taker: string; amount: bigint; now: number },
  ) => TradeSplit
  cancel: (maker: string, nonces: number[]) => void
  cancelAll: (maker: string) => void
  counterOf: (maker: string) => number
  /** Royalties that wait in the splitter of the asset. */
  waitingFor: (asset: string) => bigint
  /** What waits is paid to the asset, fee and royalties as of any payment. */
  release: (asset: string) => bigint
  /** Fees of trades, which go straight to the treasury. */
  fees: () => bigint
}

/** Trade with the shares and the money of a model. Rates in basis points. */
export function createTradeModel(options: {
  money: ReferenceModel
  fee: bigint
  royalty: bigint
}): TradeModel {
  const { money } = options
  const owners = new Map<string, string>()
  const filled = new Map<string, bigint>()
  const cancelled = new Set<string>()
  const counters = new Map<string, number>()
  const waiting = new Map<string, bigint>()
  let fees = 0n

  const counterOf = (maker: string) => counters.get(maker) ?? 0
  const waitingFor = (asset: string) => waiting.get(asset) ?? 0n
  const partOf = (wei: bigint, rate: bigint) => (wei * rate) / 10_000n

  function ownerOf(asset: string): string {
    const owner = owners.get(asset)
    if (owner === undefined) throw new RangeError(`no asset ${asset}`)
    return owner
  }

  /** Why an order cannot be filled; undefined if it can. */
  function refusalOf(
    order: ModelOrder,
    { taker, amount, now }: { taker: string; amount: bigint; now: number },
  ): string | undefined {
    const { maker, side, item, asset } = order
    const key = `${maker}:${order.nonce}`
    const most = item === 'ownership' ? 1n : 10_000n
    if (order.amount < 1n || order.amount > most || order.priceEachWei === 0n)
      return 'nobody can want it'
    if (maker === taker) return 'nobody trades with themselves'
    if (now > order.expiry) return 'it is expired'
    if (cancelled.has(key) || order.counter !== counterOf(maker))
      return 'it was cancelled'
    const left = order.amount - (filled.get(key) ?? 0n)
    if (amount < 1n || amount > left) return 'so much is not left'
    const seller = side === 'sell' ? maker : taker
    const holds =
      item === 'ownership'
        ? ownerOf(asset) === seller
        : money.sharesOf(seller, asset) >= amount
    return holds ? undefined : 'the seller does not have it'
  }

  return {
    ...{ ownerOf, counterOf, waitingFor },
    publish: (asset, owner) => void owners.set(asset, owner),
    fill: (order, fill) => {
      const refusal = refusalOf(order, fill)
      if (refusal) throw new RangeError(refusal)
      const { maker, side, item, asset, nonce } = order
      const { taker, amount } = fill
      const [seller, buyer] = side === 'sell' ? [maker, taker] : [taker, maker]
      const key = `${maker}:${nonce}`
      filled.set(key, (filled.get(key) ?? 0n) + amount)
      const priceWei = order.priceEachWei * amount
      const feeWei = partOf(priceWei, options.fee)
      const royaltyWei =
        item === 'ownership' ? partOf(priceWei, options.royalty) : 0n
      fees += feeWei
      waiting.set(asset, waitingFor(asset) + royaltyWei)
      if (item === 'ownership') owners.set(asset, buyer)
      else
        money.transferShares({ asset, from: seller, to: buyer, shares: amount })
      const proceedsWei = priceWei - feeWei - royaltyWei
      return { seller, buyer, priceWei, feeWei, royaltyWei, proceedsWei }
    },
    cancel: (maker, nonces) => {
      for (const nonce of nonces) cancelled.add(`${maker}:${nonce}`)
    },
    cancelAll: (maker) => void counters.set(maker, counterOf(maker) + 1),
    release: (asset) => {
      const amount = waitingFor(asset)
      waiting.delete(asset)
      if (amount > 0n) money.pay(asset, amount)
      return amount
    },
    fees: () => fees,
  }
}
