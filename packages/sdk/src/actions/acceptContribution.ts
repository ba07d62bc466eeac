import { addresses } from '@sahara/protocol'
import { contributionsAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { write } from '../internal/write.ts'
import type {
  SenderParameters,
  SentReturnType,
} from '../internal/writeSaharaId.ts'

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
  const { transactionHash } = await write(client, {
    account,
    address: addresses.contributions,
    abi: contributionsAbi,
    functionName: 'acceptContribution',
    args: [contributionId],
    signal,
  })
  return { transactionHash }
}
