import { keeperInfoSchema } from '@sahara/vault'
import { isAddressEqual } from 'viem'
import { listKeepers, type RegisteredKeeper } from '../actions/listKeepers.ts'
import type { SaharaClient } from '../createSaharaClient.ts'

const timeoutMs = 5_000

/** The registered keepers that answer now, under their own name. */
export async function findLiveKeepers(
  client: SaharaClient,
): Promise<RegisteredKeeper[]> {
  const keepers = await listKeepers(client)
  const alive = await Promise.all(
    keepers.map((keeper) => isAlive(client, keeper)),
  )
  return keepers.filter((_, index) => alive[index])
}

async function isAlive(
  client: SaharaClient,
  keeper: RegisteredKeeper,
): Promise<boolean> {
  try {
    const response = await client.fetch(
      `${keeper.endpoint.replace(/\/+$/, '')}/v1/info`,
      { signal: AbortSignal.timeout(timeoutMs) },
    )
    const info = keeperInfoSchema.safeParse(await response.json())
    return (
      info.success &&
      isAddressEqual(info.data.address, keeper.address) &&
      info.data.recipient === keeper.recipient
    )
  } catch {
    return false
  }
}
