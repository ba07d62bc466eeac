import {
  getGuardian,
  pauseNewBusiness,
  resumeNewBusiness,
  vetoProposal,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { type Hash, keccak256, stringToBytes } from 'viem'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { readText } from '../inputs/readText.ts'
import { resolveProposal } from '../inputs/resolveProposal.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toShortId, toTime } from '../terminal/words.ts'

type Flags = { about?: string; yes?: boolean }

const about = [
  '--about <file>',
  'why, as it is published: the chain keeps its hash',
] as const

/** `sahara guardian`: what the Foundation may do until its sunset. */
export function defineGuardianCommand(guardian: Command): void {
  guardian
    .command('show')
    .description('who guards, until when, and whether new business is paused')
    .action(async (_: unknown, command: Command) => {
      const { client, print } = createContext(command)
      const shown = await getGuardian(client)
      const now = client.clock.now() / 1_000
      const { foundation, sunset, pausedUntil, nextPauseAt } = shown
      print(shown, () => [
        `guardian      ${foundation}, until ${toTime(sunset)}`,
        `new business  ${pausedUntil > now ? `paused until ${toTime(pausedUntil)}` : 'goes on'}`,
        `can pause     ${nextPauseAt > now ? `from ${toTime(nextPauseAt)}` : 'now'}`,
      ])
    })
  guardian
    .command('pause')
    .description(
      'stop publishing and buying for 7 days, once in 30; the Foundation alone',
    )
    .option(...about)
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', toExamples('guardian pause --about why.md'))
    .action(async (flags: Flags, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const reason = await readReason(flags)
      await confirmAction(
        'Stop all publishing and buying for 7 days? It cannot be done again for 30.',
        flags,
      )
      const { account } = await unlock()
      progress.step('Pausing')
      const sent = await pauseNewBusiness(client, { account, reason })
      const { pausedUntil } = await getGuardian(client)
      print({ pausedUntil, ...sent }, () => [
        `Nothing is published or bought until ${toTime(pausedUntil)}.`,
      ])
    })
  guardian
    .command('resume')
    .description('end a pause early; the Foundation alone')
    .action(async (_: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const { account } = await unlock()
      progress.step('Resuming')
      const sent = await resumeNewBusiness(client, { account })
      print(sent, () => ['Publishing and buying go on.'])
    })
  guardian
    .command('veto <proposal>')
    .description('cancel a queued proposal for good; the Foundation alone')
    .option(...about)
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples('guardian veto 0x3e19a8cc02 --about why.md'),
    )
    .action(async (text: string, flags: Flags, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const reason = await readReason(flags)
      const proposalId = await resolveProposal(client, text)
      await confirmAction(`Veto ${toShortId(proposalId)} for good?`, flags)
      const { account } = await unlock()
      progress.step('Vetoing')
      const sent = await vetoProposal(client, { account, proposalId, reason })
      print({ proposalId, ...sent }, () => [
        `${toShortId(proposalId)} is never executed.`,
      ])
    })
}

async function readReason({ about }: Flags): Promise<Hash | undefined> {
  return about ? keccak256(stringToBytes(await readText(about))) : undefined
}
