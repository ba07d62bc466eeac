import { addresses } from '@sahara/protocol'
import { governorAbi } from '@sahara/protocol/abis'
import type { Address, Hash, Hex } from 'viem'
import { getProposal } from '../actions/getProposal.ts'
import type { SaharaClient } from '../createSaharaClient.ts'
import { toCallLists } from './toCallLists.ts'
import { type SenderParameters, write } from './write.ts'

export type ProposalStepParameters = SenderParameters & { proposalId: Hex }

/** One step of a proposal that was made; its calls come from the node. */
export async function carryOutProposal(
  client: SaharaClient,
  parameters: ProposalStepParameters,
  functionName: 'cancel' | 'queue' | 'execute',
): Promise<{ transactionHash: Hash }> {
  const { account, proposalId, signal } = parameters
  const { calls, descriptionHash } = await getProposal(client, { proposalId })
  const lists = toCallLists(
    calls.map(({ to, value, data }) => ({
      to: to as Address,
      valueWei: BigInt(value),
      data: data as Hex,
    })),
  )
  const { transactionHash } = await write(client, {
    account,
    address: addresses.governor,
    abi: governorAbi,
    functionName,
    args: [...lists, descriptionHash as Hex],
    signal,
  })
  return { transactionHash }
}
