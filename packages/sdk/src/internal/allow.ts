import { addresses } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import type { Address, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from './toChainError.ts'
import { write } from './write.ts'

/** Lets a contract take so much SAHARA of the account, if it may not yet. */
export async function allow(
  client: SaharaClient,
  parameters: {
    account: LocalAccount
    spender: Address
    amountWei: bigint
    signal: AbortSignal | undefined
  },
): Promise<void> {
  const { account, spender, amountWei, signal } = parameters
  const token = { address: addresses.token, abi: saharaTokenAbi } as const
  const allowed = await client.chain
    .readContract({
      ...token,
      functionName: 'allowance',
      args: [account.address, spender],
    })
    .catch(rethrowChainError)
  if (allowed >= amountWei) return
  await write(client, {
    ...token,
    account,
    functionName: 'approve',
    args: [spender, amountWei],
    signal,
  })
}
