import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import {
  castVote,
  createProposal,
  executeProposal,
  getProposal,
  listProposals,
  queueProposal,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import { confirmAction } from '../../inputs/confirmAction.ts'
import { parameterForm, parseParameter } from '../../inputs/parseParameter.ts'
import { parsePayment, paymentForm } from '../../inputs/parsePayment.ts'
import {
  parseValidator,
  parseValidatorRemoval,
  validatorForm,
} from '../../inputs/parseValidator.ts'
import { resolveProposal } from '../../inputs/resolveProposal.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { toAmount, toShortId } from '../../terminal/words.ts'
import {
  toProposalLines,
  toProposalTable,
} from '../../views/toProposalLines.ts'

type ProposeFlags = {
  set: string[]
  validator: string[]
  removeValidator: string[]
  pay: string[]
  about?: string
  yes?: boolean
}

/** What holders of votes decide, from proposing to carrying out. */
export function addProposalCommands(vote: Command): void {
  vote
    .command('propose <title>')
    .description('propose to change parameters or validators, or to pay')
    .option('--set <change...>', `parameters: ${parameterForm}`, [])
    .option(
      '--validator <vote...>',
      `votes on blocks: ${validatorForm}, with the key of chain status`,
      [],
    )
    .option('--remove-validator <address...>', 'take its votes away', [])
    .option('--pay <payment...>', `out of the treasury: ${paymentForm}`, [])
    .option('--about <file>', 'why, in Markdown')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples(
        'vote propose "A fee of 3 %" --set feeBasisPoints=3% --about why.md',
        'vote propose "Cheaper to publish" --set publishBond=20 --set bondDelay=7d',
        'vote propose "Thanks" --pay 0x70997970…=250',
        'vote propose "Erin validates" --validator 0x1f…:0x9a…=10',
      ),
    )
    .action(async (title: string, flags: ProposeFlags, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const calls = [
        ...flags.set.map(parseParameter),
        ...flags.validator.map(parseValidator),
        ...flags.removeValidator.map(parseValidatorRemoval),
        ...flags.pay.map(parsePayment),
      ]
      if (calls.length === 0) throw proposesNothing()
      const text = flags.about ? await readText(resolve(flags.about)) : ''
      const changes = [
        ...flags.set,
        ...flags.validator,
        ...flags.removeValidator.map((address) => `no votes for ${address}`),
        ...flags.pay.map((payment) => `payment ${payment}`),
      ]
      await confirmAction(`Propose ${changes.join(', ')}?`, flags)
      const { account } = await unlock()
      progress.step('Proposing')
      const proposed = await createProposal(client, {
        account,
        calls,
        description: text ? `# ${title}\n\n${text}` : `# ${title}`,
      })
      print(proposed, () => [
        `Proposal ${proposed.proposalId}`,
        `When voting has begun: sahara vote cast ${toShortId(proposed.proposalId)} for`,
      ])
    })
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
    .command('show <proposal>')
    .description('a proposal, its votes and what it would do')
    .addHelpText('after', toExamples('vote show 0x3e19a8cc02'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, print } = createContext(command)
      const proposalId = await resolveProposal(client, text)
      const proposal = await getProposal(client, { proposalId })
      print(proposal, () => toProposalLines(proposal))
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
  addStepCommand(vote, 'queue', 'queue a proposal that succeeded')
  addStepCommand(vote, 'execute', 'carry out a queued proposal after its delay')
}

function addStepCommand(
  vote: Command,
  step: 'queue' | 'execute',
  description: string,
): void {
  vote
    .command(`${step} <proposal>`)
    .description(`${description}; anyone may`)
    .addHelpText('after', toExamples(`vote ${step} 0x3e19a8cc02`))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const proposalId = await resolveProposal(client, text)
      const { account } = await unlock()
      progress.step(step === 'queue' ? 'Queueing' : 'Executing')
      const run = step === 'queue' ? queueProposal : executeProposal
      const { transactionHash } = await run(client, { account, proposalId })
      print({ proposalId, transactionHash }, () => [
        step === 'queue'
          ? `Queued. \`sahara vote show ${toShortId(proposalId)}\` says from when on it can be executed.`
          : 'Executed.',
      ])
    })
}

function parseSupport(text: string): 'for' | 'against' | 'abstain' {
  if (text === 'for' || text === 'against' || text === 'abstain') return text
  throw new SaharaError(`${text} is no vote.`, {
    code: 'INPUT_INVALID',
    hint: 'Vote for, against or abstain.',
  })
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SaharaError(`${path} cannot be read.`, {
      code: 'INPUT_INVALID',
      hint: 'Name a text file.',
      cause,
    })
  })
}

function proposesNothing(): SaharaError {
  return new SaharaError('The proposal would do nothing.', {
    code: 'INPUT_INVALID',
    hint: 'Say what with --set, --validator, --remove-validator or --pay.',
  })
}
