import { addresses, type Order } from '@sahara/protocol'
import {
  assetRegistryAbi,
  revenueSharesAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import {
  encodeFunctionData,
  type Hex,
  type LocalAccount,
  maxUint256,
} from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { sendTransaction } from './sendTransaction.ts'
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
 * Allows Exchange so much more of the account's SAHARA, up to everything; with
 * one journal, once for each order. It takes it only for what a bid of the
 * account says.
 */
export async function letExchangeTakeMoney(
  client: SaharaClient,
  parameters: {
    account: LocalAccount
    amountWei: bigint
    orderHash: Hex
    signal: AbortSignal | undefined
  },
): Promise<void> {
  const { account, amountWei, orderHash, signal } = parameters
  const token = { address: addresses.token, abi: saharaTokenAbi } as const
  // The second of two bids at a time adds to what the first one allowed.
  const turn = `allowance:${account.address.toLowerCase()}`
  await client.nonceMutex.run(turn, async () => {
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
    // Nothing on chain says for which order it was raised, so the transaction
    // stays in the journal: called again, this waits for the first.
    await sendTransaction(client, {
      account,
      to: token.address,
      data: encodeFunctionData({
        abi: token.abi,
        functionName: 'approve',
        args: [exchange, isTooMuch ? maxUint256 : allowed + amountWei],
      }),
      key: `allow:${orderHash}`,
      signal,
    })
  })
}
