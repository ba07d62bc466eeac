import { addresses } from '@sahara/protocol'
import { governorAbi } from '@sahara/protocol/abis'
import { type Hash, type Hex, toHex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { type ProposedCall, toProposal } from '../internal/toProposal.ts'
import { write } from '../internal/write.ts'
import type { SenderParameters } from '../internal/writeSaharaId.ts'

export type CreateProposalParameters = SenderParameters & {
  /** What the timelock shall do, in this order. */
  calls: readonly ProposedCall[]
  /** For those who vote, in Markdown; its first line is the title. */
  description: string
}

export type CreateProposalReturnType = {
  proposalId: Hex
  /** Missing when the very same was proposed before. */
  transactionHash?: Hash
}

/**
 * Proposes to holders of votes what the timelock shall do. The proposer needs
 * the Governor's threshold of votes. The same calls with the same description
 * are one proposal.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED` without enough votes,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function createProposal(
  client: SaharaClient,
  parameters: CreateProposalParameters,
): Promise<CreateProposalReturnType> {
  const { account, calls, description, signal } = parameters
  const { lists, descriptionHash } = toProposal(calls, description)
  const call = { address: addresses.governor, abi: governorAbi } as const
  const id = await client.chain
    .readContract({
      ...call,
      functionName: 'hashProposal',
      args: [...lists, descriptionHash],
    })
    .catch(rethrowChainError)
  const proposalId = toHex(id, { size: 32 })
  const votesFrom = await client.chain
    .readContract({
      ...call,
      functionName: 'proposalSnapshot',
      args: [id],
      blockTag: 'finalized',
    })
    .catch(rethrowChainError)
  if (votesFrom > 0n) return { proposalId }
  const { transactionHash } = await write(client, {
    account,
    ...call,
    functionName: 'propose',
    args: [...lists, description],
    key: `propose:${proposalId}`,
    signal,
  })
  return { proposalId, transactionHash }
}
