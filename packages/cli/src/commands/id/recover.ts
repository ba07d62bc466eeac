import {
  acceptRecovery,
  approveRecovery,
  setGuardians,
  vetoRecovery,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import { parseAddress } from '../../inputs/parseAddress.ts'
import { parseCount } from '../../inputs/parseCount.ts'
import { parseHours } from '../../inputs/parseHours.ts'
import { resolveId } from '../../inputs/resolveId.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { toCount } from '../../terminal/words.ts'

type GuardianFlags = { threshold?: number; delay: string }

/** `sahara id guardians` and `id recover`: the way back from a lost key. */
export function addIdRecoverCommands(id: Command): void {
  id.command('guardians [addresses...]')
    .description('who may bring your ID to a new account; nobody, if none')
    .option(
      '--threshold <count>',
      'how many must agree; all, unless told',
      parseCount,
    )
    .option('--delay <duration>', 'how long you may object', '7d')
    .addHelpText(
      'after',
      toExamples('id guardians 0x3C44… 0x90F7… 0x15d3… --threshold 2'),
    )
    .action(async (texts: string[], flags: GuardianFlags, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const guardians = texts.map(parseAddress)
      const threshold = flags.threshold ?? guardians.length
      const delaySeconds = parseHours(flags.delay) * 3_600
      const { account } = await unlock()
      progress.step('Setting the guardians')
      const { transactionHash } = await setGuardians(client, {
        account,
        guardians,
        threshold,
        delaySeconds,
      })
      print({ guardians, threshold, delaySeconds, transactionHash }, () => [
        guardians.length === 0
          ? 'Nobody can bring the ID back if its key is lost.'
          : `${threshold} of ${toCount(guardians.length, 'guardian')} can, and you may object for ${flags.delay}.`,
      ])
    })

  const recover = id
    .command('recover')
    .description('bring an ID whose key is lost to a new account')
  recover
    .command('approve <id> <address>')
    .description('agree, as a guardian, that an account shall have the ID')
    .addHelpText('after', toExamples('id recover approve alice 0x9965…'))
    .action(async (text: string, to: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const newOwner = parseAddress(to)
      const number = await resolveId(client, text)
      const { account } = await unlock()
      progress.step('Agreeing')
      const { transactionHash } = await approveRecovery(client, {
        account,
        id: number,
        newOwner,
      })
      print({ id: number, newOwner, transactionHash }, () => [
        `Agreed. Once enough guardians did and the delay is over, ${newOwner} runs: sahara id recover accept ${text}`,
      ])
    })
  recover
    .command('accept <id>')
    .description('take the ID over with the account that the guardians chose')
    .addHelpText('after', toExamples('id recover accept alice'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const number = await resolveId(client, text)
      const { account } = await unlock()
      progress.step('Taking over')
      const { transactionHash } = await acceptRecovery(client, {
        account,
        id: number,
      })
      print({ id: number, owner: account.address, transactionHash }, () => [
        `ID ${number} is yours. Files for it are still encrypted to its old key until you run: sahara id recipient`,
      ])
    })
  recover
    .command('veto')
    .description('object to a recovery of your ID; all approvals are void')
    .action(async (_: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const { account } = await unlock()
      progress.step('Objecting')
      const { transactionHash } = await vetoRecovery(client, { account })
      print({ transactionHash }, () => ['The recovery is off.'])
    })
}
