import { addresses, type Order } from '@sahara/protocol'
import { assetRegistryAbi, revenueSharesAbi } from '@sahara/protocol/abis'
import type { LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from './toChainError.ts'
import { write } from './write.ts'

const { exchange } = addresses
const registry = {
  address: addresses.assetRegistry,
  abi: assetRegistryAbi,
} as const
const shares = {
  address: addresses.revenueShares,
  abi: revenueSharesAbi,
} as const

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
  const args = [account.address, exchange] as const
  const isOperator = await (item === 'ownership'
    ? client.chain.readContract({
        ...registry,
        functionName: 'isApprovedForAll',
        args,
      })
    : client.chain.readContract({ ...shares, functionName: 'isOperator', args })
  ).catch(rethrowChainError)
  if (isOperator) return
  await write(client, {
    ...(item === 'ownership'
      ? { ...registry, functionName: 'setApprovalForAll' }
      : { ...shares, functionName: 'setOperator' }),
    account,
    args: [exchange, true],
    signal,
  })
}
