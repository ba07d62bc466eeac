import { addresses, type Order } from '@sahara/protocol'
import {
  assetRegistryAbi,
  revenueSharesAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import { type LocalAccount, maxUint256 } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from './toChainError.ts'
import { write } from './write.ts'

const { exchange } = addresses

/**
 * Makes Exchange an operator of the account's assets or shares, if it is not
 * one. It takes only what an order of the account says, or what the account
 * sells by a call of its own.
 */
export async function letExchangeTakeItem(
  client: SaharaClient,
  parameters: {
    account: LocalAccount
    item: Order['item']
    signal: AbortSignal | undefined
  },
): Promise<void> {
  const { account, item, signal } = parameters
  const owner = account.address
  const contract =
    item === 'ownership'
      ? ({
          address: addresses.assetRegistry,
          abi: assetRegistryAbi,
          functionName: 'setApprovalForAll',
        } as const)
      : ({
          address: addresses.revenueShares,
          abi: revenueSharesAbi,
          functionName: 'setOperator',
        } as const)
  const isOperator = await (item === 'ownership'
    ? client.chain.readContract({
        address: addresses.assetRegistry,
        abi: assetRegistryAbi,
        functionName: 'isApprovedForAll',
        args: [owner, exchange],
      })
    : client.chain.readContract({
        address: addresses.revenueShares,
        abi: revenueSharesAbi,
        functionName: 'isOperator',
        args: [owner, exchange],
      })
  ).catch(rethrowChainError)
  if (isOperator) return
  await write(client, { ...contract, account, args: [exchange, true], signal })
}

/**
 * Allows Exchange so much more of the account's SAHARA, up to everything. It
 * takes it only for what a bid of the account says.
 */
export async function letExchangeTakeMoney(
  client: SaharaClient,
  parameters: {
    account: LocalAccount
    amountWei: bigint
    signal: AbortSignal | undefined
  },
): Promise<void> {
  const { account, amountWei, signal } = parameters
  const token = { address: addresses.token, abi: saharaTokenAbi } as const
  const allowed = await client.chain
    .readContract({
      ...token,
      functionName: 'allowance',
      args: [account.address, exchange],
    })
    .catch(rethrowChainError)
  // An allowance of everything never shrinks, and cannot grow.
  if (allowed === maxUint256) return
  const isTooMuch = amountWei > maxUint256 - allowed
  await write(client, {
    ...token,
    account,
    functionName: 'approve',
    args: [exchange, isTooMuch ? maxUint256 : allowed + amountWei],
    signal,
  })
}
