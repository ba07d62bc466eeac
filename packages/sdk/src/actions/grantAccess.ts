import {
  type AssetId,
  addresses,
  type Right,
  rightsToBits,
} from '@sahara/protocol'
import { licencesAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type GrantAccessParameters = SenderParameters & {
  assetId: AssetId
  to: Address
  rights: readonly Right[]
  /** Hours since the Unix epoch; 0xffffffff = perpetual. */
  untilHour: number
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
): Promise<SentReturnType> {
  return send(client, {
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
}
