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

export type RevokeAccessParameters = SenderParameters & {
  assetId: AssetId
  from: Address
  rights: readonly Right[]
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
): Promise<SentReturnType> {
  return send(client, {
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
}
