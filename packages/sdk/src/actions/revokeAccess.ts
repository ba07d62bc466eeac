import {
  type AssetId,
  addresses,
  type Right,
  rightsToBits,
} from '@sahara/protocol'
import { licencesAbi } from '@sahara/protocol/abis'
import type { Address, Hash, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { write } from '../internal/write.ts'

export type RevokeAccessParameters = {
  /** @default the client's account */
  account?: LocalAccount | undefined
  assetId: AssetId
  from: Address
  rights: readonly Right[]
  signal?: AbortSignal | undefined
}

/**
 * Takes back what was granted; what was sold stays. Owner only.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function revokeAccess(
  client: SaharaClient,
  parameters: RevokeAccessParameters,
): Promise<{ transactionHash: Hash }> {
  const { transactionHash } = await write(client, {
    account: parameters.account,
    address: addresses.licences,
    abi: licencesAbi,
    functionName: 'revoke',
    args: [
      parameters.from,
      BigInt(parameters.assetId),
      rightsToBits(parameters.rights),
    ],
    signal: parameters.signal,
  })
  return { transactionHash }
}
