import {
  castVote,
  createProposal,
  executeProposal,
  getProposal,
  type ProposedCall,
  queueProposal,
  waitForNode,
} from '@sahara/sdk'
import type { Hex } from 'viem'
import type { TestClock } from './createTestClock.ts'
import type { NodeSetup } from './setupNode.ts'

/**
 * Has holders of votes decide, up to a step.
 *
 * @param parameters.voter a developer's account with enough votes alone
 */
export async function carryOut(
  setup: NodeSetup,
  parameters: {
    clock: TestClock
    voter: number
    calls: readonly ProposedCall[]
    title: string
    /** @default 'execute' */
    upTo?: 'queue' | 'execute'
  },
): Promise<Hex> {
  const { clock, voter, calls, title, upTo = 'execute' } = parameters
  const client = setup.clientOf(voter)
  const description = `# ${title}`
  const { proposalId } = await createProposal(client, { calls, description })
  /** Until just after a time of the proposal. */
  const passUntil = async (
    name: 'votesFrom' | 'votesUntil' | 'executableAt',
  ) => {
    await waitForNode(client)
    const { [name]: time } = await getProposal(client, { proposalId })
    clock.advance(((time ?? 0) + 1) * 1_000 - clock.now())
  }
  await passUntil('votesFrom')
  await castVote(client, { proposalId, support: 'for' })
  await passUntil('votesUntil')
  await queueProposal(client, { proposalId })
  if (upTo === 'queue') return proposalId
  await passUntil('executableAt')
  await executeProposal(client, { proposalId })
  await waitForNode(client)
  return proposalId
}
