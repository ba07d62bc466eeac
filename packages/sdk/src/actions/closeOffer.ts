import { addresses } from '@sahara/protocol'
import { licencesAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type CloseOfferParameters = SenderParameters & {
  offerId: Hex
}

/**
 * Ends the sale of an offer; what was bought stays. Owner only.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function closeOffer(
  client: SaharaClient,
  parameters: CloseOfferParameters,
): Promise<SentReturnType> {
  return send(client, {
    account: parameters.account,
    address: addresses.licences,
    abi: licencesAbi,
    functionName: 'closeOffer',
    args: [parameters.offerId],
    signal: parameters.signal,
  })
}
