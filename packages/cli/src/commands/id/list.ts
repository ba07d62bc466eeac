import type { Command } from 'commander'
import { createContext } from '../../context.ts'

/** `sahara id list`: the accounts of this machine. */
export function addIdListCommand(id: Command): void {
  id.command('list')
    .description('all accounts; * marks the one in use')
    .action(async (_: unknown, command: Command) => {
      const { keystores, print } = createContext(command)
      const [accounts, current] = await Promise.all([
        keystores.list(),
        keystores.current(),
      ])
      const all = accounts.map((a) => ({ ...a, current: a.name === current }))
      print({ accounts: all }, () =>
        all.length === 0
          ? ['No accounts here. `sahara id create NAME` makes one.']
          : all.map((a) => `${a.current ? '*' : ' '} ${a.name}  ${a.address}`),
      )
    })
}
