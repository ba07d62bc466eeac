import { type AssetId, addresses } from '@sahara/protocol'
import { revenueAbi, royaltySplittersAbi } from '@sahara/protocol/abis'
import { parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { type SenderParameters, write } from '../internal/write.ts'
import { getRoyalties } from './getRoyalties.ts'

export type ReleaseRoyaltiesParameters = SenderParameters & {
  assetId: AssetId
}

/**
 * Moves royalties of sales of an asset from its splitter into its revenue,
 * where they are split like every payment. Anyone may; with nothing there it
 * sends nothing.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function releaseRoyalties(
  client: SaharaClient,
  parameters: ReleaseRoyaltiesParameters,
): Promise<{ releasedWei: bigint }> {
  if ((await getRoyalties(client, parameters)) === 0n)
    return { releasedWei: 0n }
  const { logs } = await write(client, {
    account: parameters.account,
    address: addresses.royaltySplitters,
    abi: royaltySplittersAbi,
    functionName: 'release',
    args: [BigInt(parameters.assetId)],
    signal: parameters.signal,
  })
  const paid = parseEventLogs({ abi: revenueAbi, eventName: 'Paid', logs })
  return { releasedWei: paid.reduce((sum, { args }) => sum + args.amount, 0n) }
}
