import { getPolicy, type SaharaClient } from '@sahara/sdk'
import type { Address } from 'viem'

/**
 * Offers with what their policies ask, in words of the node. A policy that is
 * not there is refused: nobody could ever buy.
 *
 * @throws {SaharaError} `POLICY_NOT_FOUND`, `NODE_UNREACHABLE`
 */
export async function readPolicyTexts<
  Offer extends { policy?: Address | undefined },
>(
  client: SaharaClient,
  offers: readonly Offer[],
): Promise<(Offer & { policyText: string | null })[]> {
  return Promise.all(
    offers.map(async (offer) => ({
      ...offer,
      policyText: offer.policy
        ? (await getPolicy(client, { policy: offer.policy })).text
        : null,
    })),
  )
}
