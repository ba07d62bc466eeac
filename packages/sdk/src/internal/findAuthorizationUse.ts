import { addresses } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import type { Address, Hex, TransactionReceipt } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from './toChainError.ts'

/** The final transaction that used a signed payment (EIP-3009), if any. */
export async function findAuthorizationUse(
  client: SaharaClient,
  authorizer: Address,
  nonce: Hex,
): Promise<TransactionReceipt | undefined> {
  const { chain } = client
  try {
    const final = await chain.getBlock({ blockTag: 'finalized' })
    const [event] = await chain.getContractEvents({
      address: addresses.token,
      abi: saharaTokenAbi,
      eventName: 'AuthorizationUsed',
      args: { authorizer, nonce },
      fromBlock: 0n,
      toBlock: final.number,
    })
    if (!event) return undefined
    return await chain.getTransactionReceipt({ hash: event.transactionHash })
  } catch (error) {
    return rethrowChainError(error)
  }
}
