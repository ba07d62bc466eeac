import { SaharaError } from '@sahara/protocol'
import {
  cancelProposal,
  castVote,
  describeCall,
  executeProposal,
  getProposal,
  listChanges,
  listProposals,
  queueProposal,
  type SaharaClient,
} from '@sahara/sdk'
import type { Command } from 'commander'
import type { Address, Hex } from 'viem'
import { createContext } from '../../context.ts'
import { resolveAsset } from '../../inputs/resolveAsset.ts'
import { resolveProposal } from '../../inputs/resolveProposal.ts'
import { readTitles } from '../../operations/readTitles.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { toAmount, toShortId } from '../../terminal/words.ts'
import { toChangeTable } from '../../views/toChangeTable.ts'
import {
  toProposalLines,
  toProposalTable,
} from '../../views/toProposalLines.ts'
import { addProposeCommand } from './propose.ts'

/** What holders of votes decide, from proposing to carrying out. */
export function addProposalCommands(vote: Command): void {
  addProposeCommand(vote)
  vote
    .command('list')
    .description('proposals, newest first')
    .option('--cursor <cursor>', 'from the page before')
    .action(async (flags: { cursor?: string }, command: Command) => {
      const { client, print } = createContext(command)
      const page = await listProposals(client, flags)
      print(page, () => toProposalTable(page))
    })
  vote
    .command('history [subject]')
    .description(
      'what votes and the guardian changed, newest first; of one parameter, asset or address alone',
    )
    .option('--cursor <cursor>', 'from the page before')
    .addHelpText('after', toExamples('vote history feeBasisPoints'))
    .action(
      async (
        subject: string | undefined,
        flags: { cursor?: string },
        command: Command,
      ) => {
        const { client, print } = createContext(command)
        const page = await listChanges(client, {
          ...{ ...flags, subject: await resolveSubject(client, subject) },
        })
        print(page, () => toChangeTable(page))
      },
    )
  vote
    .command('show <proposal>')
    .description('a proposal, its votes and what it would do')
    .addHelpText('after', toExamples('vote show 0x3e19a8cc02'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, print } = createContext(command)
      const proposalId = await resolveProposal(client, text)
      const proposal = await getProposal(client, { proposalId })
      const does = proposal.calls.map((call) =>
        describeCall({ to: call.to as Address, data: call.data as Hex }),
      )
      const titles = await readTitles(
        client,
        does
          .flatMap((call) => call?.arguments ?? [])
          .flatMap(({ unit, value }) => (unit === 'asset' ? `${value}` : [])),
      )
      const calls = proposal.calls.map((call, index) => ({
        ...{ ...call, does: does[index] ?? null },
      }))
      print({ ...proposal, calls }, () =>
        toProposalLines(proposal, does, titles),
      )
    })
  vote
    .command('cast <proposal> <support>')
    .description('vote for or against, or abstain; once')
    .option('--reason <text>', 'for others to read')
    .addHelpText('after', toExamples('vote cast 0x3e19a8cc02 for'))
    .action(
      async (
        text: string,
        support: string,
        flags: { reason?: string },
        command: Command,
      ) => {
        const { client, unlock, progress, print } = createContext(command)
        const how = parseSupport(support)
        const proposalId = await resolveProposal(client, text)
        const { account } = await unlock()
        progress.step('Voting')
        const cast = await castVote(client, {
          ...{ account, proposalId, support: how, reason: flags.reason },
        })
        print({ proposalId, support: how, ...cast }, () => [
          `Voted with ${toAmount(cast.votesWei)}.`,
        ])
      },
    )
  for (const step of ['cancel', 'queue', 'execute'] as const)
    addStepCommand(vote, step)
}

const steps = {
  cancel: {
    description: 'take back a proposal of yours, before voting begins',
    run: cancelProposal,
    during: 'Cancelling',
    done: () => 'Cancelled.',
  },
  queue: {
    description: 'queue a proposal that succeeded; anyone may',
    run: queueProposal,
    during: 'Queueing',
    done: (id: Hex) =>
      `Queued. \`sahara vote show ${toShortId(id)}\` says from when on it can be executed.`,
  },
  execute: {
    description: 'carry out a queued proposal after its delay; anyone may',
    run: executeProposal,
    during: 'Executing',
    done: () => 'Executed.',
  },
} as const

function addStepCommand(vote: Command, step: keyof typeof steps): void {
  const { description, run, during, done } = steps[step]
  vote
    .command(`${step} <proposal>`)
    .description(description)
    .addHelpText('after', toExamples(`vote ${step} 0x3e19a8cc02`))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const proposalId = await resolveProposal(client, text)
      const { account } = await unlock()
      progress.step(during)
      const { transactionHash } = await run(client, { account, proposalId })
      print({ proposalId, transactionHash }, () => [done(proposalId)])
    })
}

/** Addresses and ids as the node spells them; assets by their first digits. */
async function resolveSubject(
  client: SaharaClient,
  text: string | undefined,
): Promise<string | undefined> {
  if (!text || !/^0x/i.test(text)) return text
  return text.length === 42 ? text.toLowerCase() : resolveAsset(client, text)
}

function parseSupport(text: string): 'for' | 'against' | 'abstain' {
  if (text === 'for' || text === 'against' || text === 'abstain') return text
  throw new SaharaError(`${text} is no vote.`, {
    code: 'INPUT_INVALID',
    hint: 'Vote for, against or abstain.',
  })
}
