import { addresses, perpetual } from '@sahara/protocol'
import { revenueAbi } from '@sahara/protocol/abis'
import type { Address, Hash, Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type GetPurchaseReturnType = {
  offerId: Hex
  beneficiary: Address
  /** End of the bought rights, in Unix seconds; `undefined` = perpetual. */
  expiresAt: number | undefined
  /** Wei of SAHARA, fee included. */
  paidWei: bigint
  transactionHash: Hash
}

/**
 * The purchase with this id, if it is final already.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function getPurchase(
  client: SaharaClient,
  parameters: { payer: Address; purchaseId: Hex },
): Promise<GetPurchaseReturnType | undefined> {
  const { chain } = client
  const revenue = { address: addresses.revenue, abi: revenueAbi } as const
  // One look at the state; the events are searched only for what is there.
  const isMade = await chain
    .readContract({
      ...revenue,
      functionName: 'purchased',
      args: [parameters.payer, parameters.purchaseId],
    })
    .catch(rethrowChainError)
  if (!isMade) return undefined
  const [event] = await chain
    .getBlock({ blockTag: 'finalized' })
    .then((final) =>
      chain.getContractEvents({
        ...revenue,
        eventName: 'Purchased',
        args: parameters,
        fromBlock: 0n,
        toBlock: final.number,
        strict: true,
      }),
    )
    .catch(rethrowChainError)
  if (!event) return undefined
  const { expiryHour, price, offerId, beneficiary } = event.args
  return {
    offerId,
    beneficiary,
    expiresAt: expiryHour === perpetual ? undefined : expiryHour * 3600,
    paidWei: price,
    transactionHash: event.transactionHash,
  }
}
