import { checkPolicy, getPolicy, listMembers, setMembers } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { resolveAccount } from '../inputs/resolveAccount.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toCount } from '../terminal/words.ts'
import { toMemberLines, toPolicyLines } from '../views/toPolicyLines.ts'
import { addPolicyCreateCommands } from './policy/create.ts'

/** `sahara policy`: who may buy under an offer that names one. */
export function definePolicyCommand(policy: Command): void {
  addPolicyCreateCommands(policy)
  policy
    .command('show <policy>')
    .description('what a policy asks of who buys')
    .addHelpText('after', toExamples('policy show 0x70997970…'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, print } = createContext(command)
      const shown = await getPolicy(client, { policy: parseAddress(text) })
      print(shown, () => toPolicyLines(shown))
    })
  policy
    .command('check <policy> <who>')
    .description('whether a policy lets an account, or a Sahara ID, buy now')
    .addHelpText(
      'after',
      toExamples(
        'policy check 0x70997970… 0x3C44CdDd…',
        'policy check 0x70997970… @weather-archive',
      ),
    )
    .action(async (text: string, who: string, _: unknown, command: Command) => {
      const { client, print } = createContext(command)
      const address = parseAddress(text)
      const account = await resolveAccount(client, who)
      const allowed = await checkPolicy(client, { policy: address, account })
      print({ policy: address, account, allowed }, () => [
        allowed ? `${who} may buy.` : `${who} may not buy.`,
      ])
    })
  policy
    .command('members <policy>')
    .description('who is on a list')
    .option('--cursor <cursor>', 'from the page before')
    .addHelpText('after', toExamples('policy members 0x70997970…'))
    .action(
      async (text: string, flags: { cursor?: string }, command: Command) => {
        const { client, print } = createContext(command)
        const page = await listMembers(client, {
          policy: parseAddress(text),
          ...flags,
        })
        print(page, () => toMemberLines(page))
      },
    )
  addMembersCommand(policy, 'add', 'take accounts onto a list you keep')
  addMembersCommand(
    policy,
    'remove',
    'take accounts off a list you keep; what they bought stays',
  )
}

function addMembersCommand(
  policy: Command,
  verb: 'add' | 'remove',
  description: string,
): void {
  policy
    .command(`${verb} <policy> <who...>`)
    .description(description)
    .addHelpText(
      'after',
      toExamples(
        `policy ${verb} 0x70997970… 0x3C44CdDd… 0x90F79bf6…`,
        `policy ${verb} 0x70997970… @weather-archive`,
      ),
    )
    .action(
      async (text: string, texts: string[], _: unknown, command: Command) => {
        const { client, unlock, progress, print } = createContext(command)
        const address = parseAddress(text)
        const accounts = await Promise.all(
          texts.map((who) => resolveAccount(client, who)),
        )
        const { account } = await unlock()
        progress.step('Changing the list')
        const { transactionHash } = await setMembers(client, {
          ...{ account, policy: address, accounts },
          member: verb === 'add',
        })
        print({ policy: address, accounts, transactionHash }, () => [
          `${verb === 'add' ? 'Added' : 'Removed'} ${toCount(accounts.length, 'account')}.`,
        ])
      },
    )
}
