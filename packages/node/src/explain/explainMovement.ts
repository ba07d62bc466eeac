import { addresses } from '@sahara/protocol'
import type { DepositPurpose, MovementCause } from '@sahara/protocol/api'
import { zeroAddress } from 'viem'

/** A movement of SAHARA, where the chain has it. Amounts in wei. */
export type Transfer = {
  block: number
  log_index: number
  transaction: string
  sender: string
  receiver: string
  amount: bigint
}

type Placed = { block: number; log_index: number; transaction: string }

/** What the contracts said in the transactions of some movements. */
export type Tellings = {
  purchases: (Placed & {
    payer: string
    price: bigint
    asset_id: string
    purchase_id: string
  })[]
  /** Those of no purchase. */
  payments: (Placed & { payer: string; amount: bigint; asset_id: string })[]
  refunds: (Placed & {
    payer: string
    amount: bigint
    asset_id: string
    purchase_id: string
  })[]
  claims: (Placed & { account: string; amount: bigint; asset_id: string })[]
  treasury: (Placed & { treasury: string; amount: bigint })[]
  /** What the treasury was told to transfer, after it did. */
  spendings: (Placed & {
    receiver: string
    amount: bigint
    proposal_id: string | null
  })[]
  /** What the adapter burned, having taken it. */
  burns: (Placed & { amount: bigint })[]
  escrow: (Placed & {
    type: string
    purpose: DepositPurpose
    asset_id: string | null
    beneficiary: string
    amount: bigint
  })[]
  trades: (Placed & {
    order_hash: string
    asset_id: string
    seller: string
    buyer: string
    price: bigint
    fee: bigint
    royalty: bigint
  })[]
}

/** Why SAHARA moved, and where what it was made of is told. */
export type ExplainedMovement = {
  cause: MovementCause
  parts: (MovementCause & { amount: string })[]
  /** It is made of what was collected up to here. */
  collected?: 'fees' | 'returns'
}

const none: Omit<MovementCause, 'type'> = {
  assetId: null,
  purchaseId: null,
  orderHash: null,
  purpose: null,
  proposalId: null,
}

/** A cause, with what is known of it. */
export function toCause(
  type: MovementCause['type'],
  known: Partial<MovementCause> = {},
): MovementCause {
  return { type, ...none, ...known }
}

/**
 * Names the cause of a movement by what the contract on its other side said in
 * the same transaction: of what fits, the telling that stands nearest.
 */
export function explainMovement(
  transfer: Transfer,
  tellings: Tellings,
): ExplainedMovement {
  const { sender, receiver, amount, transaction } = transfer
  const nearest = <T extends Placed>(
    list: readonly T[],
    fits: (one: T) => boolean,
  ): T | undefined =>
    list
      .filter((one) => one.transaction === transaction && fits(one))
      .sort((a, b) => distance(a, transfer) - distance(b, transfer))[0]
  const plain = (cause: MovementCause): ExplainedMovement => ({
    ...{ cause, parts: [] },
  })

  if (sender === addresses.timelock) {
    const told = nearest(
      tellings.spendings,
      (one) =>
        one.log_index > transfer.log_index &&
        one.receiver === receiver &&
        one.amount === amount,
    )
    if (told)
      return plain(toCause('spending', { proposalId: told.proposal_id }))
  }
  if (receiver === addresses.revenue) {
    const isOf = (one: { payer: string }, money: bigint) =>
      money === amount && (sender === zeroAddress || one.payer === sender)
    const bought = nearest(tellings.purchases, (one) => isOf(one, one.price))
    const paid = nearest(tellings.payments, (one) => isOf(one, one.amount))
    const isPurchase =
      bought && (!paid || distance(bought, transfer) < distance(paid, transfer))
    if (isPurchase)
      return plain(
        toCause('purchase', {
          assetId: bought.asset_id,
          purchaseId: bought.purchase_id,
        }),
      )
    if (paid) return plain(toCause('payment', { assetId: paid.asset_id }))
  }
  if (sender === addresses.revenue) {
    const back = nearest(
      tellings.refunds,
      (one) => one.payer === receiver && one.amount === amount,
    )
    if (back)
      return plain(
        toCause('refund', {
          assetId: back.asset_id,
          purchaseId: back.purchase_id,
        }),
      )
    const parts = claimedBefore(transfer, tellings.claims)
    if (parts) return { cause: toCause('claim'), parts }
    if (nearest(tellings.treasury, (one) => one.amount === amount))
      return { cause: toCause('fees'), parts: [], collected: 'fees' }
  }
  if (receiver === addresses.escrow) {
    const put = nearest(
      tellings.escrow,
      ({ type, beneficiary, amount: money }) =>
        type === 'funded' && beneficiary === sender && money === amount,
    )
    if (put) {
      const { purpose, asset_id: assetId } = put
      return plain(toCause('deposit', { purpose, assetId }))
    }
  }
  if (sender === addresses.escrow)
    return { cause: toCause('return'), parts: [], collected: 'returns' }
  if (sender === addresses.lockedVotes) return plain(toCause('votesReturned'))
  if (receiver === addresses.lockedVotes) return plain(toCause('votesLocked'))
  if (sender === zeroAddress) return plain(toCause('wrapped'))
  const isUnwrapped =
    receiver === addresses.nativeAdapter &&
    nearest(tellings.burns, (one) => one.amount === amount)
  if (isUnwrapped || receiver === zeroAddress)
    return plain(toCause('unwrapped'))
  return plain(explainTrade(transfer, tellings.trades) ?? toCause('transfer'))
}

function distance(one: Placed, to: Placed): number {
  return Math.abs(one.log_index - to.log_index)
}

/** Claims stand before the payment of them all. */
function claimedBefore(
  transfer: Transfer,
  claims: Tellings['claims'],
): ExplainedMovement['parts'] | undefined {
  let left = transfer.amount
  const own = claims
    .filter(
      (one) =>
        one.transaction === transfer.transaction &&
        one.account === transfer.receiver &&
        one.log_index < transfer.log_index,
    )
    .sort((a, b) => b.log_index - a.log_index)
  const parts: ExplainedMovement['parts'] = []
  for (const { asset_id: assetId, amount } of own) {
    if (left <= 0n) break
    left -= amount
    parts.unshift({ ...toCause('claim', { assetId }), amount: String(amount) })
  }
  return left === 0n && parts.length > 0 ? parts : undefined
}

function explainTrade(
  transfer: Transfer,
  trades: Tellings['trades'],
): MovementCause | undefined {
  const { sender, receiver, amount } = transfer
  const before = trades
    .filter(
      (one) =>
        one.transaction === transfer.transaction &&
        one.log_index < transfer.log_index,
    )
    .sort((a, b) => b.log_index - a.log_index)
  for (const trade of before) {
    const { price, fee, royalty, seller, buyer } = trade
    const known = { assetId: trade.asset_id, orderHash: trade.order_hash }
    if (sender === buyer && receiver === addresses.exchange && amount === price)
      return toCause('tradePrice', known)
    if (sender !== buyer && sender !== addresses.exchange) continue
    if (receiver === seller && amount === price - fee - royalty)
      return toCause('tradeProceeds', known)
    if (receiver === addresses.timelock && amount === fee)
      return toCause('tradeFee', known)
    if (receiver !== seller && royalty > 0n && amount === royalty)
      return toCause('tradeRoyalty', known)
  }
  return undefined
}
