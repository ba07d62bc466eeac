import { addresses, type Order, statuses } from '@sahara/protocol'
import {
  assetRegistryAbi,
  exchangeAbi,
  revenueSharesAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import {
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  isAddressEqual,
  type PublicClient,
  zeroAddress,
} from 'viem'

/** What the chain says of an order. */
export type OrderState = {
  status: 'open' | 'filled' | 'cancelled' | 'expired'
  /** What can still be filled: bounded by what the maker holds and allows. */
  left: number
}

const { exchange } = addresses

/**
 * What became of an order, by the contracts at one block. Filled, cancelled
 * and expired are for ever; `left` of an open order can fall and rise.
 *
 * @param parameters.now Unix seconds
 */
export async function readOrderState(parameters: {
  chain: PublicClient
  blockNumber: bigint
  now: number
  order: Order
}): Promise<OrderState> {
  const { chain, blockNumber, now, order } = parameters
  const { maker, nonce, amount } = order
  const call = { address: exchange, abi: exchangeAbi, blockNumber } as const
  const [[filled, cancelled], counter] = await Promise.all([
    chain.readContract({
      ...call,
      functionName: 'stateOf',
      args: [maker, nonce],
    }),
    chain.readContract({ ...call, functionName: 'counterOf', args: [maker] }),
  ])
  if (cancelled || counter !== order.counter)
    return { status: 'cancelled', left: 0 }
  if (filled >= amount) return { status: 'filled', left: 0 }
  if (order.expiry < now) return { status: 'expired', left: 0 }
  const available = await readAvailable(chain, blockNumber, order)
  return { status: 'open', left: Math.min(amount - filled, available) }
}

/** How much the maker could give or pay for, and lets Exchange take. */
async function readAvailable(
  chain: PublicClient,
  blockNumber: bigint,
  order: Order,
): Promise<number> {
  const { maker, amount } = order
  const assetId = BigInt(order.assetId)
  const registry = {
    address: addresses.assetRegistry,
    abi: assetRegistryAbi,
    blockNumber,
  } as const
  if (order.side === 'bid') {
    const token = {
      address: addresses.token,
      abi: saharaTokenAbi,
      blockNumber,
    } as const
    const [balance, allowance, status] = await Promise.all([
      chain.readContract({
        ...token,
        functionName: 'balanceOf',
        args: [maker],
      }),
      chain.readContract({
        ...token,
        functionName: 'allowance',
        args: [maker, exchange],
      }),
      chain.readContract({
        ...registry,
        functionName: 'statusOf',
        args: [assetId],
      }),
    ])
    // Exchange fills a bid for ownership only while the asset is sold.
    const isSold = statuses[status - 1] === 'active'
    if (order.item === 'ownership' && !isSold) return 0
    const affordable = [balance, allowance].map((wei) =>
      Number(wei / order.priceEachWei),
    )
    return Math.min(amount, ...affordable)
  }
  if (order.item === 'ownership') {
    const [owner, isOperator] = await Promise.all([
      chain
        .readContract({ ...registry, functionName: 'ownerOf', args: [assetId] })
        .catch(zeroIfReverted),
      chain.readContract({
        ...registry,
        functionName: 'isApprovedForAll',
        args: [maker, exchange],
      }),
    ])
    return isOperator && isAddressEqual(owner, maker) ? 1 : 0
  }
  const shares = {
    address: addresses.revenueShares,
    abi: revenueSharesAbi,
    blockNumber,
  } as const
  const [balance, isOperator] = await Promise.all([
    chain.readContract({
      ...shares,
      functionName: 'balanceOf',
      args: [maker, assetId],
    }),
    chain.readContract({
      ...shares,
      functionName: 'isOperator',
      args: [maker, exchange],
    }),
  ])
  return isOperator ? Number(balance) : 0
}

/** Nobody owns what is not published. */
function zeroIfReverted(error: unknown): Address {
  const isReverted =
    error instanceof BaseError &&
    error.walk((cause) => cause instanceof ContractFunctionRevertedError)
  if (isReverted) return zeroAddress
  throw error
}
