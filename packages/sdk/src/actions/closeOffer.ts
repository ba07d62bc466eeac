import { addresses } from '@sahara/protocol'
import { licencesAbi } from '@sahara/protocol/abis'
import type { Hash, Hex, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { write } from '../internal/write.ts'

export type CloseOfferParameters = {
  /** @default the client's account */
  account?: LocalAccount | undefined
  offerId: Hex
  signal?: AbortSignal | undefined
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
): Promise<{ transactionHash: Hash }> {
  const { transactionHash } = await write(client, {
    account: parameters.account,
    address: addresses.licences,
    abi: licencesAbi,
    functionName: 'closeOffer',
    args: [parameters.offerId],
    signal: parameters.signal,
  })
  return { transactionHash }
}
