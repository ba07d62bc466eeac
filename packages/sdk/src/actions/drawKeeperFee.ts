import { type AssetId, addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import { type Address, parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { type SenderParameters, write } from '../internal/write.ts'

export type DrawKeeperFeeParameters = SenderParameters & {
  assetId: AssetId
  keeper: Address
}

/**
 * Pays a keeper what is due for an asset, into Escrow. Anyone may call.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `KEEPER_NOT_REGISTERED`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED` for a
 * keeper that does not charge, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function drawKeeperFee(
  client: SaharaClient,
  { account, assetId, keeper, signal }: DrawKeeperFeeParameters,
): Promise<{ paidWei: bigint }> {
  const { logs } = await write(client, {
    account,
    address: addresses.keepers,
    abi: keepersAbi,
    functionName: 'drawFee',
    args: [BigInt(assetId), keeper],
    signal,
  })
  const events = parseEventLogs({
    abi: keepersAbi,
    eventName: 'KeeperFeePaid',
    logs,
  })
  return { paidWei: events.reduce((sum, { args }) => sum + args.amount, 0n) }
}
