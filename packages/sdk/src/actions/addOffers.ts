import { type AssetId, addresses } from '@sahara/protocol'
import { licencesAbi } from '@sahara/protocol/abis'
import { type Hex, parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { type OfferInput, toOfferTerms } from '../internal/toOfferTerms.ts'
import { type SenderParameters, write } from '../internal/write.ts'

export type AddOffersParameters = SenderParameters & {
  assetId: AssetId
  offers: readonly OfferInput[]
}

/**
 * Adds offers to an asset and returns their ids in order. Owner only. Called
 * again after it returned, it adds them again.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function addOffers(
  client: SaharaClient,
  parameters: AddOffersParameters,
): Promise<{ offerIds: Hex[] }> {
  const { logs } = await write(client, {
    account: parameters.account,
    address: addresses.licences,
    abi: licencesAbi,
    functionName: 'addOffers',
    args: [BigInt(parameters.assetId), parameters.offers.map(toOfferTerms)],
    signal: parameters.signal,
  })
  const events = parseEventLogs({
    abi: licencesAbi,
    eventName: 'OfferAdded',
    logs,
  })
  return { offerIds: events.map(({ args }) => args.offerId) }
}
