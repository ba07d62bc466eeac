import {
  delegateVotes,
  getVotes,
  lockVotes,
  unlockVotes,
  withdrawVotes,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { parseMoney } from '../inputs/parseMoney.ts'
import { openOperation } from '../operations/openOperation.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount, toTime } from '../terminal/words.ts'
import { addProposalCommands } from './vote/proposals.ts'

/** `sahara vote`: SAHARA locked for votes, and what they decide. */
export function defineVoteCommand(vote: Command): void {
  addLockCommand(vote)
  vote
    .command('unlock <amount>')
    .description('turn votes back into SAHARA, which is due after a delay')
    .addHelpText('after', toExamples('vote unlock 100'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const amountWei = parseMoney(text)
      const { account } = await unlock()
      progress.step('Unlocking')
      const unlocked = await unlockVotes(client, { account, amountWei })
      print({ amountWei, ...unlocked }, () => [
        `From ${toTime(unlocked.dueAt)} on: sahara vote withdraw`,
      ])
    })
  vote
    .command('withdraw')
    .description('collect what was unlocked and is due')
    .action(async (_: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const { account } = await unlock()
      progress.step('Withdrawing')
      const withdrawn = await withdrawVotes(client, { account })
      print(withdrawn, () => [`Got ${toAmount(withdrawn.withdrawnWei)}.`])
    })
  vote
    .command('delegate <address>')
    .description('let another account vote with yours; your own takes it back')
    .addHelpText('after', toExamples('vote delegate 0x70997970…'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const to = parseAddress(text)
      const { account } = await unlock()
      progress.step('Delegating')
      const { transactionHash } = await delegateVotes(client, { account, to })
      print({ to, transactionHash }, () => [`${to} votes with them.`])
    })
  vote
    .command('balance [address]')
    .description('what an account has locked, and can vote with')
    .action(async (given: string | undefined, _: unknown, command: Command) => {
      const { client, current, print } = createContext(command)
      const account = given ? parseAddress(given) : (await current()).address
      const votes = await getVotes(client, { account })
      print({ account, ...votes }, () => [
        `votes with  ${toAmount(votes.votesWei)}`,
        `locked      ${toAmount(votes.lockedWei)}, whose votes are ${votes.delegate}'s`,
        `unlocking   ${toAmount(votes.unlockingWei)}, of which ${toAmount(votes.withdrawableWei)} can be withdrawn`,
      ])
    })
  addProposalCommands(vote)
}

function addLockCommand(vote: Command): void {
  vote
    .command('lock <amount>')
    .description('turn SAHARA into votes')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', toExamples('vote lock 100'))
    .action(
      async (text: string, flags: { yes?: boolean }, command: Command) => {
        const context = createContext(command)
        const { client, progress, print } = context
        const amountWei = parseMoney(text)
        await confirmAction(
          `Lock ${toAmount(amountWei)}? It comes back some time after it is unlocked.`,
          flags,
        )
        const { account } = await context.unlock()
        const operation = await openOperation(
          client,
          `cli:lock:${account.address}:${amountWei}`,
        )
        progress.step('Locking')
        const { transactionHash } = await lockVotes(client, {
          ...{ account, amountWei, lockId: operation.id },
        })
        print({ amountWei, transactionHash }, () => [
          `Locked ${toAmount(amountWei)}.`,
        ])
        await operation.forget()
      },
    )
}
