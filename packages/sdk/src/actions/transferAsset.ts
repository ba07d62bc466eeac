import { type AssetId, addresses, SaharaError } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import { type Address, isAddressEqual } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { assetNotFound } from '../internal/assetNotFound.ts'
import { refuseIdAccount } from '../internal/refuseIdAccount.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { notOwner } from '../internal/revertReasons.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type TransferAssetParameters = SenderParameters & {
  assetId: AssetId
  to: Address
}

/**
 * Gives an asset to another owner, for good: they set its offers, versions and
 * grants from then on, may open it, and may retire it. Its revenue shares stay
 * with who holds them, and its bond goes back to its publisher. Owner only; if
 * it is the receiver's already, nothing is sent.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `INPUT_INVALID` for a receiver that
 * could never act, `GAS_BALANCE_TOO_LOW`, `CHAIN_UNREACHABLE`,
 * `ASSET_NOT_FOUND`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function transferAsset(
  client: SaharaClient,
  parameters: TransferAssetParameters,
): Promise<Partial<SentReturnType>> {
  const { assetId, to, signal } = parameters
  const account = requireAccount(client, parameters.account)
  refuseIdAccount(to)
  const registry = {
    address: addresses.assetRegistry,
    abi: assetRegistryAbi,
  } as const
  const args = [BigInt(assetId)] as const
  const read = { ...registry, args, blockTag: 'finalized' } as const
  const exists = await client.chain
    .readContract({ ...read, functionName: 'exists' })
    .catch(rethrowChainError)
  if (!exists) throw assetNotFound(assetId)
  const owner = await client.chain
    .readContract({ ...read, functionName: 'ownerOf' })
    .catch(rethrowChainError)
  if (isAddressEqual(owner, to)) return {}
  if (!isAddressEqual(owner, account.address)) {
    const { message, ...reason } = notOwner
    throw new SaharaError(message, { ...reason, details: { owner } })
  }
  return send(client, {
    ...registry,
    account,
    // A contract that cannot do anything with it refuses.
    functionName: 'safeTransferFrom',
    args: [account.address, to, ...args],
    signal,
  })
}
