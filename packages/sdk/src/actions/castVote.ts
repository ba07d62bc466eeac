import { addresses } from '@sahara/protocol'
import { governorAbi } from '@sahara/protocol/abis'
import { type Hash, type Hex, parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { type SenderParameters, write } from '../internal/write.ts'

/** In the order of OpenZeppelin's GovernorCountingSimple. */
const supports = ['against', 'for', 'abstain'] as const

export type CastVoteParameters = SenderParameters & {
  proposalId: Hex
  support: (typeof supports)[number]
  /** For others to read. @default none */
  reason?: string | undefined
}

export type CastVoteReturnType = {
  /** How much was voted with, in wei of locked SAHARA. */
  votesWei: bigint
  transactionHash: Hash
}

/**
 * Votes once with all that the account could vote with when voting began.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `PROPOSAL_NOT_FOUND`, `PROPOSAL_NOT_READY` outside the time of voting,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED` when it voted before,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function castVote(
  client: SaharaClient,
  parameters: CastVoteParameters,
): Promise<CastVoteReturnType> {
  const { account, proposalId, support, reason = '', signal } = parameters
  const { logs, transactionHash } = await write(client, {
    account,
    address: addresses.governor,
    abi: governorAbi,
    functionName: 'castVoteWithReason',
    args: [BigInt(proposalId), supports.indexOf(support), reason],
    signal,
  })
  const [event] = parseEventLogs({
    abi: governorAbi,
    eventName: 'VoteCast',
    logs,
  })
  return { votesWei: event?.args.weight ?? 0n, transactionHash }
}
