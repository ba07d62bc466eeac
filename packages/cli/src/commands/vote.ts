import { randomBytes } from 'node:crypto'
import {
  delegateVotes,
  getVotes,
  lockVotes,
  unlockVotes,
  withdrawVotes,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { bytesToHex, type Hex, isHex } from 'viem'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { parseAmount } from '../inputs/parseAmount.ts'
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
      const amountWei = parseAmount(text)
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
        const amountWei = parseAmount(text)
        await confirmAction(
          `Lock ${toAmount(amountWei)}? It comes back some time after it is unlocked.`,
          flags,
        )
        const { account } = await context.unlock()
        // Named before money moves: who runs it again until it ends locks once.
        const key = `cli:lock:${account.address}:${amountWei}`
        const pending = await client.journal.get(key)
        const lockId: Hex = isHex(pending)
          ? pending
          : bytesToHex(randomBytes(32))
        await client.journal.set(key, lockId)
        progress.step('Locking')
        const { transactionHash } = await lockVotes(client, {
          ...{ account, amountWei, lockId },
        })
        print({ amountWei, transactionHash }, () => [
          `Locked ${toAmount(amountWei)}.`,
        ])
        // Only now: who was not told must not lock twice.
        await client.journal.delete(key)
      },
    )
}
