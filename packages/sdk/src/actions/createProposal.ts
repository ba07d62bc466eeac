import { addresses, withProposer } from '@sahara/protocol'
import { governorAbi } from '@sahara/protocol/abis'
import { type Hash, type Hex, keccak256, stringToBytes, toHex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { encodeCall, type ProposedCall } from '../internal/encodeCall.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { toCallLists } from '../internal/toCallLists.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { type SenderParameters, write } from '../internal/write.ts'

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
 * of one proposer are one proposal. It is proposed under the proposer's name:
 * who sees it on its way could otherwise propose it first, and cancel it.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED` without enough votes,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function createProposal(
  client: SaharaClient,
  parameters: CreateProposalParameters,
): Promise<CreateProposalReturnType> {
  const { calls, signal } = parameters
  const account = requireAccount(client, parameters.account)
  const description = withProposer(parameters.description, account.address)
  const descriptionHash = keccak256(stringToBytes(description))
  const lists = toCallLists(
    calls.map((call) => encodeCall(call, descriptionHash)),
  )
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
