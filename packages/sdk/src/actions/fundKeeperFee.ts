import { type AssetId, addresses, keeperFeeAgreementOf } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { fundEscrow } from '../internal/fundEscrow.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

export type FundKeeperFeeParameters = SenderParameters & {
  assetId: AssetId
  /** Wei of SAHARA. */
  amountWei: bigint
  /**
   * Names this payment (32 random bytes). Save it before calling: called again
   * with the same, it pays nothing more.
   */
  salt: Hex
}

/**
 * Puts money aside for the keepers of an asset. What they do not draw is its
 * owner's, whoever pays.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `TOKEN_BALANCE_TOO_LOW`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function fundKeeperFee(
  client: SaharaClient,
  { assetId, ...rest }: FundKeeperFeeParameters,
): Promise<SentReturnType> {
  const owner = await client.chain
    .readContract({
      address: addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'ownerOf',
      args: [BigInt(assetId)],
    })
    .catch(rethrowChainError)
  const agreement = keeperFeeAgreementOf(assetId, owner)
  return fundEscrow(client, { ...rest, agreement })
}
