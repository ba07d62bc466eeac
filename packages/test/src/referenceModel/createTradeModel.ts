import type { AssetModel } from './createAssetModel.ts'
import type {
  AuthorizationModel,
  ModelAuthorization,
} from './createAuthorizationModel.ts'
import type { Ledger } from './createLedger.ts'
import type { ReferenceModel } from './createReferenceModel.ts'
import { refuseIf } from './refuseIf.ts'

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

/**
 * Trade of ownership and shares once more, written from `protocol.md` and
 * `specs/orders.md` and from nothing else. What must be refused throws.
 */
export type TradeModel = {
  fill: (
    order: ModelOrder,
    fill: {
      taker: string
      amount: bigint
      now: number
      /** By what someone signed; else the buyer's allowance pays. */
      payment?: { buyer: string; signed: ModelAuthorization }
    },
  ) => void
  cancel: (maker: string, nonces: number[]) => void
  cancelAll: (maker: string) => void
  counterOf: (maker: string) => number
}

/**
 * Trade with the shares and the money of a model.
 *
 * @param options.rates in basis points, as the DAO has set them
 * @param options.splitterOf under which name the ledger knows what splits the
 *   royalties of resales
 */
export function createTradeModel(options: {
  ledger: Ledger
  assets: AssetModel
  money: ReferenceModel
  authorizations: AuthorizationModel
  rates: { exchangeFee: bigint; resaleRoyalty: bigint }
  treasury: string
  splitterOf: (asset: string) => string
}): TradeModel {
  const { ledger, assets, money, rates, treasury, splitterOf } = options
  const { authorizations } = options
  const filled = new Map<string, bigint>()
  const cancelled = new Set<string>()
  const counters = new Map<string, number>()

  const counterOf = (maker: string) => counters.get(maker) ?? 0
  const partOf = (wei: bigint, rate: bigint) => (wei * rate) / 10_000n

  return {
    counterOf,
    fill: (order, { taker, amount, now, payment }) => {
      const { maker, side, item, asset, nonce } = order
      const [seller, buyer] = side === 'sell' ? [maker, taker] : [taker, maker]
      const key = `${maker}:${nonce}`
      const most = item === 'ownership' ? 1n : 10_000n
      const left = order.amount - (filled.get(key) ?? 0n)
      const priceWei = order.priceEachWei * amount
      const holds =
        item === 'ownership'
          ? assets.ownerOf(asset) === seller
          : money.sharesOf(seller, asset) >= amount
      refuseIf({
        'nobody can want it':
          order.amount < 1n || order.amount > most || order.priceEachWei === 0n,
        'nobody trades with themselves': maker === taker,
        'it is expired': now > order.expiry,
        'it was cancelled':
          cancelled.has(key) || order.counter !== counterOf(maker),
        'so much is not left': amount < 1n || amount > left,
        // Who sells something that ended sells it; who bid for it did not know.
        'it is sold no more':
          item === 'ownership' &&
          side === 'bid' &&
          assets.statusOf(asset) !== 'active',
        'the seller does not have it': !holds,
        'another pays': payment !== undefined && payment.buyer !== buyer,
        ...(payment &&
          authorizations.refusalsOf(payment.signed, {
            ...{ payer: buyer, amountWei: priceWei, now },
          })),
        'too little money': ledger.balanceOf(buyer) < priceWei,
      })
      if (payment) authorizations.use(payment.signed)
      filled.set(key, (filled.get(key) ?? 0n) + amount)
      const feeWei = partOf(priceWei, rates.exchangeFee)
      const royaltyWei =
        item === 'ownership' ? partOf(priceWei, rates.resaleRoyalty) : 0n
      ledger.move(buyer, seller, priceWei - feeWei - royaltyWei)
      ledger.move(buyer, treasury, feeWei)
      ledger.move(buyer, splitterOf(asset), royaltyWei)
      if (item === 'ownership') assets.transfer(asset, buyer)
      else
        money.transferShares({ asset, from: seller, to: buyer, shares: amount })
    },
    cancel: (maker, nonces) => {
      for (const nonce of nonces) cancelled.add(`${maker}:${nonce}`)
    },
    cancelAll: (maker) => void counters.set(maker, counterOf(maker) + 1),
  }
}
