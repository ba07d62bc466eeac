import { type AssetId, addresses, keeperFeeAgreementOf } from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  keepersAbi,
  parametersAbi,
} from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

/** What keepers of an asset are paid from. Amounts in wei of SAHARA. */
export type KeeperFee = {
  /** Who pays: what is not drawn comes back to this account. */
  owner: Address
  /** What each keeper is paid for 30 days; 0: nobody is paid. */
  feeWei: bigint
  /** What the owner, or others for them, put aside and nobody drew yet. */
  freeWei: bigint
  /** Of the keeper asked for: Unix seconds; 0: it does not charge. */
  paidUntil: number
  /** When first less was there than was due; 0: all was paid. */
  unpaidSince: number
  /**
   * Whether the keeper still answers for the key share that it charges for. If
   * not, nothing more comes due until it begins anew, with another.
   */
  isDue: boolean
}

/**
 * What keepers of an asset are paid, and how far one of them is.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED` for an
 * asset that is not there
 */
export async function getKeeperFee(
  client: SaharaClient,
  parameters: { assetId: AssetId; keeper: Address },
): Promise<KeeperFee> {
  const { assetId, keeper } = parameters
  const keepers = { address: addresses.keepers, abi: keepersAbi } as const
  const [owner, feeWei, fee] = await Promise.all([
    client.chain.readContract({
      address: addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'ownerOf',
      args: [BigInt(assetId)],
    }),
    client.chain.readContract({
      address: addresses.parameters,
      abi: parametersAbi,
      functionName: 'keeperFee',
    }),
    client.chain.readContract({
      ...keepers,
      functionName: 'feeOf',
      args: [BigInt(assetId), keeper],
    }),
  ]).catch(rethrowChainError)
  const { paidUntil, unpaidSince, version, epoch } = fee
  const [{ free }, answers, isShredded] = await Promise.all([
    client.chain.readContract({
      address: addresses.escrow,
      abi: escrowAbi,
      functionName: 'depositOf',
      args: [keeperFeeAgreementOf(assetId, owner)],
    }),
    client.chain.readContract({
      ...keepers,
      functionName: 'isAccountable',
      args: [keeper, epoch],
    }),
    client.chain.readContract({
      ...keepers,
      functionName: 'isShredded',
      args: [BigInt(assetId), version],
    }),
  ]).catch(rethrowChainError)
  const isDue = paidUntil > 0 && answers && !isShredded
  return { owner, feeWei, freeWei: free, paidUntil, unpaidSince, isDue }
}
