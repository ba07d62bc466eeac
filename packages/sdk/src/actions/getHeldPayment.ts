import {
  type AssetId,
  addresses,
  SaharaError,
  toAssetId,
} from '@sahara/protocol'
import { keyFaultsAbi, revenueAbi } from '@sahara/protocol/abis'
import type { Hold } from '@sahara/protocol/api'
import type { Address, Hash, Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type GetHeldPaymentParameters = {
  /** Who paid. */
  payer: Address
  purchaseId: Hex
}

/** A held payment as `Revenue` wants to know it. */
export type HeldPurchase = {
  purchaseId: Hex
  offerId: Hex
  payer: Address
  beneficiary: Address
  assetId: bigint
  commitment: Hex
  saleNumber: number
}

export type GetHeldPaymentReturnType = {
  state: Hold['state']
  assetId: AssetId
  /** Wei of SAHARA, before the fee. */
  amountWei: bigint
  /** The DAO's rate at the purchase, at which it is released. */
  feeBasisPoints: number
  /** From when on anyone may release it, in Unix seconds. */
  until: number
  /** The key was proven bad: what is held can only go back. */
  keyFaulty: boolean
  /** The transaction that released or refunded it. */
  settledIn: Hash | undefined
  purchase: HeldPurchase
}

/**
 * A payment that is or was held for a refund, as final blocks have it.
 *
 * @throws {SaharaError} `PAYMENT_NOT_HELD` when there never was one,
 * `CHAIN_UNREACHABLE`
 */
export async function getHeldPayment(
  client: SaharaClient,
  parameters: GetHeldPaymentParameters,
): Promise<GetHeldPaymentReturnType> {
  const { chain } = client
  const { purchaseId, payer } = parameters
  const final = await chain
    .getBlock({ blockTag: 'finalized' })
    .catch(rethrowChainError)
  const filter = {
    address: addresses.revenue,
    abi: revenueAbi,
    args: { purchaseId, payer },
    fromBlock: 0n,
    toBlock: final.number,
    strict: true,
  } as const
  const [[bought], [held], [released], [refunded]] = await Promise.all([
    chain.getContractEvents({ ...filter, eventName: 'Purchased' }),
    chain.getContractEvents({ ...filter, eventName: 'PaymentHeld' }),
    chain.getContractEvents({ ...filter, eventName: 'PaymentReleased' }),
    chain.getContractEvents({ ...filter, eventName: 'PaymentRefunded' }),
  ]).catch(rethrowChainError)
  if (!bought || !held)
    throw new SaharaError('No payment was held for this purchase.', {
      code: 'PAYMENT_NOT_HELD',
      hint: 'Only offers with a refund window hold payments; a purchase counts once it is final.',
      details: { purchaseId, payer },
    })
  const { offerId, beneficiary } = bought.args
  const { assetId, commitment, saleNumber, until } = held.args
  const keyFaulty = await chain
    .readContract({
      address: addresses.keyFaults,
      abi: keyFaultsAbi,
      functionName: 'isFaulty',
      args: [commitment],
      blockNumber: final.number,
    })
    .catch(rethrowChainError)
  const { amount, feeBasisPoints } = held.args
  return {
    state: released ? 'released' : refunded ? 'refunded' : 'held',
    assetId: toAssetId(assetId),
    amountWei: amount,
    feeBasisPoints,
    until: Number(until),
    keyFaulty,
    settledIn: (released ?? refunded)?.transactionHash,
    purchase: {
      purchaseId,
      offerId,
      payer: held.args.payer,
      beneficiary,
      assetId,
      commitment,
      saleNumber,
    },
  }
}
