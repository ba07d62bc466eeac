import { type AssetId, addresses, bondAgreementOf } from '@sahara/protocol'
import { assetRegistryAbi, escrowAbi } from '@sahara/protocol/abis'
import { type Address, type LocalAccount, zeroAddress } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { assetNotFound } from '../internal/assetNotFound.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { write } from '../internal/write.ts'
import { withdrawEscrow } from './withdrawEscrow.ts'

export type ReleaseBondParameters = {
  /** Pays the gas. @default the client's account */
  account?: LocalAccount | undefined
  assetId: AssetId
  signal?: AbortSignal | undefined
}

export type ReleaseBondReturnType = {
  /** Paid the bond and gets it back, whoever calls and owns the asset. */
  publisher: Address
  /** What Escrow paid out, in wei of SAHARA; 0 = nothing was left. */
  withdrawnWei: bigint
}

/**
 * Gives the bond of a retired asset back to its publisher, with all else that
 * Escrow owes that account. Anyone may call, some days after retiring; called
 * again, it ends what was begun.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `ASSET_NOT_FOUND`, `TRANSACTION_REVERTED` when the asset is not retired or it
 * is too early, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`, `CHAIN_UNREACHABLE`
 */
export async function releaseBond(
  client: SaharaClient,
  parameters: ReleaseBondParameters,
): Promise<ReleaseBondReturnType> {
  const { account, assetId, signal } = parameters
  const id = BigInt(assetId)
  const registry = {
    address: addresses.assetRegistry,
    abi: assetRegistryAbi,
  } as const
  const escrow = { address: addresses.escrow, abi: escrowAbi } as const
  const publisher = await client.chain
    .readContract({
      ...registry,
      functionName: 'publisherOf',
      args: [id],
      blockTag: 'finalized',
    })
    .catch(rethrowChainError)
  if (publisher === zeroAddress) throw assetNotFound(assetId)

  const { locked } = await client.chain
    .readContract({
      ...escrow,
      functionName: 'depositOf',
      args: [bondAgreementOf(assetId, publisher)],
    })
    .catch(rethrowChainError)
  if (locked > 0n)
    await write(client, {
      ...registry,
      account,
      functionName: 'releaseBond',
      args: [id],
      signal,
    })

  const { withdrawnWei } = await withdrawEscrow(client, {
    ...{ account, beneficiary: publisher, signal },
  })
  return { publisher, withdrawnWei }
}
