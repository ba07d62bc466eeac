import type { Proposal, ProposalPage } from '@sahara/protocol/api'
import type { DescribedCall } from '@sahara/sdk'
import { clean } from '../terminal/clean.ts'
import { dim } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import { toShortAmount, toShortId, toTime } from '../terminal/words.ts'
import { toCallLines } from './toCallLines.ts'

const barWidth = 24

/** What `sahara vote list` shows. */
export function toProposalTable(page: ProposalPage): string[] {
  if (page.items.length === 0) return ['Nothing was proposed.']
  return [
    ...toTable(
      [
        { title: 'PROPOSAL' },
        { title: 'STATE' },
        { title: 'FOR', align: 'right' },
        { title: 'AGAINST', align: 'right' },
        { title: 'VOTES UNTIL' },
        { title: 'TITLE', grow: true },
      ],
      page.items.map((one) => [
        toShortId(one.proposalId),
        one.state,
        toShortAmount(one.votes.for),
        toShortAmount(one.votes.against),
        toTime(one.votesUntil),
        titleOf(one),
      ]),
    ),
    ...(page.nextCursor
      ? ['', dim(`More: the same with --cursor ${page.nextCursor}`)]
      : []),
  ]
}

/**
 * What `sahara vote show PROPOSAL` shows.
 *
 * @param does its calls, as they were described
 * @param titles of the assets that they name, by id
 */
export function toProposalLines(
  proposal: Proposal,
  does: readonly (DescribedCall | undefined)[],
  titles: ReadonlyMap<string, string>,
): string[] {
  const { votes, calls, executableAt } = proposal
  const shown = [votes.for, votes.against, votes.abstain, proposal.quorum]
  const most = Math.max(1, ...shown.map(Number))
  const bar = (amount: string) =>
    '█'.repeat(Math.floor((Number(amount) / most) * barWidth))
  const count = (name: string, amount: string) =>
    `  ${name.padEnd(9)}${bar(amount).padEnd(barWidth)}  ${toShortAmount(amount)}`
  return [
    proposal.proposalId,
    titleOf(proposal),
    '',
    `${proposal.state}; proposed by ${proposal.proposer}`,
    `votes from ${toTime(proposal.votesFrom)} until ${toTime(proposal.votesUntil)}`,
    ...(executableAt === null
      ? []
      : [`can be executed from ${toTime(executableAt)}`]),
    count('for', votes.for),
    count('against', votes.against),
    count('abstain', votes.abstain),
    count('quorum', proposal.quorum),
    '',
    'What it does:',
    ...calls.flatMap((call, index) =>
      toCallLines(call, does[index], titles).map((line) => `  ${line}`),
    ),
  ]
}

function titleOf({ description }: Proposal): string {
  const [first = ''] = description.split('\n')
  return clean(first.replace(/^#+\s*/, ''))
}
