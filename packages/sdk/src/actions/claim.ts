import { type AssetId, addresses } from '@sahara/protocol'
import { revenueSharesAbi } from '@sahara/protocol/abis'
import { type Address, type LocalAccount, parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { write } from '../internal/write.ts'

export type ClaimParameters = {
  /** Pays the gas. @default the client's account */
  account?: LocalAccount | undefined
  /** Is paid. @default the signing account */
  beneficiary?: Address | undefined
  assetIds: readonly AssetId[]
  signal?: AbortSignal | undefined
}

/** So many at once fit any block. */
const maxAssets = 100

/**
 * Moves what is credited to an account's shares to the account, in wei of
 * SAHARA. With nothing to claim it sends nothing. Distribute first what
 * assets hold undistributed.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function claim(
  client: SaharaClient,
  parameters: ClaimParameters,
): Promise<{ claimedWei: bigint }> {
  const account = requireAccount(client, parameters.account)
  const beneficiary = parameters.beneficiary ?? account.address
  const address = addresses.revenueShares
  const abi = revenueSharesAbi
  const ids = parameters.assetIds.map(BigInt)
  const amounts = await Promise.all(
    ids.map((id) =>
      client.chain.readContract({
        address,
        abi,
        functionName: 'claimable',
        args: [beneficiary, id],
      }),
    ),
  ).catch(rethrowChainError)
  const due = ids.filter((_, index) => (amounts[index] ?? 0n) > 0n)
  let claimedWei = 0n
  for (let start = 0; start < due.length; start += maxAssets) {
    const { logs } = await write(client, {
      account,
      address,
      abi,
      functionName: 'claim',
      args: [beneficiary, due.slice(start, start + maxAssets)],
      signal: parameters.signal,
    })
    for (const { args } of parseEventLogs({ abi, eventName: 'Claimed', logs }))
      claimedWei += args.amount
  }
  return { claimedWei }
}
