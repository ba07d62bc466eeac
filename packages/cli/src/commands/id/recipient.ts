import { setRecipient } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../../context.ts'

/** `sahara id recipient`: the key that files for an ID are encrypted to. */
export function addIdRecipientCommand(id: Command): void {
  id.command('recipient')
    .description(
      "have files for your Sahara ID encrypted to this account's key",
    )
    .action(async (_: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const { account, identity } = await unlock()
      const { recipient } = await identity()
      progress.step('Writing the recipient')
      const { transactionHash } = await setRecipient(client, {
        account,
        recipient,
      })
      print({ recipient, transactionHash }, () => [
        `From now on to ${recipient}.`,
      ])
    })
}
