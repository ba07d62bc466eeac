import { keeperInfoSchema } from '@sahara/vault'
import { isAddressEqual } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { listKeepers, type RegisteredKeeper } from './listKeepers.ts'

export type CheckedKeeper = RegisteredKeeper & {
  /** Answers now, under its own name. */
  alive: boolean
}

const timeoutMs = 5_000

/**
 * The keepers registered on chain, and which of them answer.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function checkKeepers(
  client: SaharaClient,
): Promise<CheckedKeeper[]> {
  const keepers = await listKeepers(client)
  return Promise.all(
    keepers.map(async (keeper) => ({
      ...keeper,
      alive: await isAlive(client, keeper),
    })),
  )
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
