import type { AssetId, SaharaBlock } from '@sahara/protocol'
import { depositKeyShares } from '@sahara/vault'
import type { Hex, LocalAccount } from 'viem'
import { listKeepers } from '../actions/listKeepers.ts'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  isDeposited,
  type PreparedPublication,
  preparedKey,
} from './preparePublication.ts'

/**
 * Gives the keepers their key shares, unless they hold them for long enough.
 * The same key shares again take no more room at a keeper.
 */
export async function depositPrepared(
  client: SaharaClient,
  parameters: {
    prepared: PreparedPublication
    block: SaharaBlock
    account: LocalAccount
    assetId: AssetId
    chainId: number
    salt: Hex
    signal?: AbortSignal | undefined
  },
): Promise<void> {
  const { prepared, assetId } = parameters
  if (isDeposited(client, prepared)) return
  const deposits = await depositKeyShares({
    block: parameters.block,
    sealedShares: prepared.sealedShares,
    keepers: await listKeepers(client),
    salt: parameters.salt,
    account: parameters.account,
    chainId: parameters.chainId,
    clock: client.clock,
    fetch: client.fetch,
    signal: parameters.signal,
  })
  const depositedUntil = Math.min(...deposits.map((one) => one.expiresAt))
  await client.journal.set(
    preparedKey(assetId),
    JSON.stringify({ ...prepared, depositedUntil }),
  )
}
