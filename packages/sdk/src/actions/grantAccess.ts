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

export type GrantAccessParameters = {
  /** @default the client's account */
  account?: LocalAccount | undefined
  assetId: AssetId
  to: Address
  rights: readonly Right[]
  /** Hours since the Unix epoch; 0xffffffff = perpetual. */
  untilHour: number
  signal?: AbortSignal | undefined
}

/**
 * Gives rights without a sale. Owner only.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function grantAccess(
  client: SaharaClient,
  parameters: GrantAccessParameters,
): Promise<{ transactionHash: Hash }> {
  const { transactionHash } = await write(client, {
    account: parameters.account,
    address: addresses.licences,
    abi: licencesAbi,
    functionName: 'grant',
    args: [
      parameters.to,
      BigInt(parameters.assetId),
      rightsToBits(parameters.rights),
      parameters.untilHour,
    ],
    signal: parameters.signal,
  })
  return { transactionHash }
}
