import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import type { Hash, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { write } from '../internal/write.ts'

export type RegisterKeeperParameters = {
  /** @default the client's account */
  account?: LocalAccount | undefined
  /** Public address of the keeper's HTTP API. */
  endpoint: string
  /** age recipient that key shares are encrypted to. */
  recipient: string
  signal?: AbortSignal | undefined
}

/**
 * Registers the signing account as a keeper, or renews its entry with a new
 * epoch.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`
 */
export async function registerKeeper(
  client: SaharaClient,
  parameters: RegisterKeeperParameters,
): Promise<{ transactionHash: Hash }> {
  const { transactionHash } = await write(client, {
    account: parameters.account,
    address: addresses.keepers,
    abi: keepersAbi,
    functionName: 'register',
    args: [parameters.endpoint, parameters.recipient],
    signal: parameters.signal,
  })
  return { transactionHash }
}
