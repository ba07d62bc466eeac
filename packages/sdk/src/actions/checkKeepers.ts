import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import { type KeeperInfo, keeperInfoSchema } from '@sahara/vault'
import { isAddressEqual } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { listKeepers, type RegisteredKeeper } from './listKeepers.ts'

/** A registered keeper and how it is now. */
export type CheckedKeeper = RegisteredKeeper & {
  /** Answers now, under its own name. */
  alive: boolean
  /** Takes key shares of what is to be published. */
  takesDeposits: boolean
  /** What provable faults would take from, in wei of SAHARA. */
  stakeWei: bigint
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
    keepers.map(async (keeper) => {
      const [info, stakeWei] = await Promise.all([
        askKeeper(client, keeper),
        client.chain
          .readContract({
            address: addresses.keepers,
            abi: keepersAbi,
            functionName: 'stakeOf',
            args: [keeper.address],
          })
          .catch(rethrowChainError),
      ])
      return {
        ...keeper,
        alive: info !== undefined,
        takesDeposits: info?.takesDeposits ?? false,
        stakeWei,
      }
    }),
  )
}

/** What a keeper says of itself; undefined unless it is the registered one. */
async function askKeeper(
  client: SaharaClient,
  keeper: RegisteredKeeper,
): Promise<KeeperInfo | undefined> {
  try {
    const response = await client.fetch(
      `${keeper.endpoint.replace(/\/+$/, '')}/v1/info`,
      { signal: AbortSignal.timeout(timeoutMs) },
    )
    const info = keeperInfoSchema.parse(await response.json())
    const isRegistered =
      isAddressEqual(info.address, keeper.address) &&
      info.recipient === keeper.recipient
    return isRegistered ? info : undefined
  } catch {
    return undefined
  }
}
