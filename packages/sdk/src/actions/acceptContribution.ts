import { addresses } from '@sahara/protocol'
import { contributionsAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type AcceptContributionParameters = SenderParameters & {
  contributionId: Hex
}

/**
 * Accepts an attested contribution into the history of the account's ID.
 * Owner of the ID only.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function acceptContribution(
  client: SaharaClient,
  parameters: AcceptContributionParameters,
): Promise<SentReturnType> {
  const { account, contributionId, signal } = parameters
  return send(client, {
    account,
    address: addresses.contributions,
    abi: contributionsAbi,
    functionName: 'acceptContribution',
    args: [contributionId],
    signal,
  })
}
