import { type AssetId, addresses, assetIdOf } from '@sahara/protocol'
import { encodeFunctionData } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { anyHash } from '../internal/anyHash.ts'
import { estimateCost } from '../internal/estimateCost.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { toPublishCall } from '../internal/toPublishCall.ts'
import type { PublishAssetParameters } from './publishAsset.ts'

export type EstimatePublishParameters = Omit<
  PublishAssetParameters,
  'metadata' | 'commitment' | 'signal'
>

export type EstimatePublishReturnType = {
  assetId: AssetId
  /** What publishing puts aside, to come back some days after retiring. */
  bondWei: bigint
  /** What its gas costs at most, in wei of the native coin. */
  gasWei: bigint
}

/**
 * What publishing would cost now, before anything is encrypted. The chain
 * tries it out, so that lineage, shares, offers and balances are checked.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `LICENCE_NOT_HELD`,
 * `TOKEN_BALANCE_TOO_LOW`, `GAS_BALANCE_TOO_LOW`, `INPUT_INVALID`,
 * `TRANSACTION_REVERTED`, `CHAIN_UNREACHABLE`
 */
export async function estimatePublish(
  client: SaharaClient,
  parameters: EstimatePublishParameters,
): Promise<EstimatePublishReturnType> {
  const account = requireAccount(client, parameters.account)
  const chainId = await client.chain.getChainId().catch(rethrowChainError)
  const assetId = assetIdOf({
    chainId,
    registry: addresses.assetRegistry,
    publisher: account.address,
    salt: parameters.salt,
  })
  const { call, bondWei } = await toPublishCall(client, {
    ...parameters,
    account,
    assetId,
    // They are known after sealing; any others cost the same.
    metadata: anyHash(),
    commitment: anyHash(),
  })
  const { gasWei } = await estimateCost(client, {
    account: account.address,
    to: call.address,
    data: encodeFunctionData(call),
    value: 0n,
  }).catch(rethrowChainError)
  return { assetId, bondWei, gasWei }
}
