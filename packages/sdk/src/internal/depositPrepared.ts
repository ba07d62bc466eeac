import type { SaharaBlock } from '@sahara/protocol'
import { depositKeyShares } from '@sahara/vault'
import { listKeepers } from '../actions/listKeepers.ts'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  isDeposited,
  type NamedPublication,
  type PreparedPublication,
  preparedKey,
} from './preparePublication.ts'
import { saveSignedDeposits } from './signedDeposits.ts'

/**
 * Gives the keepers their key shares, unless they hold them for long enough.
 * The same key shares again take no more room at a keeper.
 */
export async function depositPrepared(
  client: SaharaClient,
  parameters: NamedPublication & {
    prepared: PreparedPublication
    block: SaharaBlock
    chainId: number
    signal?: AbortSignal | undefined
  },
): Promise<void> {
  const { prepared } = parameters
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
  await saveSignedDeposits(client, parameters, deposits)
  const depositedUntil = Math.min(...deposits.map((one) => one.expiresAt))
  await client.journal.set(
    preparedKey(parameters),
    JSON.stringify({ ...prepared, depositedUntil }),
  )
}
