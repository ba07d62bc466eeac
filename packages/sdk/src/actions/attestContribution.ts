import { type AssetId, addresses, SaharaError } from '@sahara/protocol'
import { contributionsAbi } from '@sahara/protocol/abis'
import { type Hex, parseEventLogs, size, stringToHex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SenderParameters,
  type SentReturnType,
  write,
} from '../internal/write.ts'

export type AttestContributionParameters = SenderParameters & {
  assetId: AssetId
  version: number
  /** Sahara ID of who contributed. */
  contributor: number
  /** Such as "labelling": 1 to 32 bytes. */
  role: string
  /** Hash of the document that shows it. */
  evidence: Hex
}

export type AttestContributionReturnType = SentReturnType & {
  contributionId: Hex
}

/**
 * Attests that somebody contributed to a version of an asset. Asset's owner
 * only; the contributor accepts it.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `INPUT_INVALID`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function attestContribution(
  client: SaharaClient,
  parameters: AttestContributionParameters,
): Promise<AttestContributionReturnType> {
  const { account, assetId, version, contributor, evidence } = parameters
  const { logs, transactionHash } = await write(client, {
    account,
    address: addresses.contributions,
    abi: contributionsAbi,
    functionName: 'attestContribution',
    args: [
      BigInt(assetId),
      version,
      BigInt(contributor),
      toRole(parameters.role),
      evidence,
    ],
    signal: parameters.signal,
  })
  const [event] = parseEventLogs({
    abi: contributionsAbi,
    eventName: 'ContributionAttested',
    logs,
  })
  return {
    contributionId: event?.args.contributionId ?? '0x',
    transactionHash,
  }
}

function toRole(role: string): Hex {
  const bytes = stringToHex(role)
  if (size(bytes) > 0 && size(bytes) <= 32)
    return stringToHex(role, { size: 32 })
  throw new SaharaError('The role is empty or too long.', {
    code: 'INPUT_INVALID',
    hint: 'A role has 1 to 32 bytes, such as "labelling".',
    details: { role },
  })
}
