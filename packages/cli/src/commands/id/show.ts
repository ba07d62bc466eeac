import { SaharaError } from '@sahara/protocol'
import { getBalance } from '@sahara/sdk'
import type { Command } from 'commander'
import { formatEther } from 'viem'
import { createContext } from '../../context.ts'
import { toAmount } from '../../terminal/words.ts'

/** `sahara id show`: the account in use and what it holds. */
export function addIdShowCommand(id: Command): void {
  id.command('show')
    .description('the account in use, its addresses and what it holds')
    .action(async (_: unknown, command: Command) => {
      const context = createContext(command)
      const { name, address, recipient } = await context.current()
      const held = await getBalance(context.client, {
        account: address,
      }).catch((error: unknown) => {
        // Who an account is does not depend on the chain.
        if (SaharaError.isInstance(error)) return undefined
        throw error
      })
      const { balanceWei = null, gasWei = null } = held ?? {}
      const shown = {
        name,
        address,
        recipient: recipient ?? null,
        balanceWei,
        gasWei,
      }
      context.print(shown, () => [
        `name       ${name}`,
        `address    ${address}`,
        `recipient  ${recipient ?? 'made when the account is next unlocked'}`,
        ...(held
          ? [
              `balance    ${toAmount(held.balanceWei)}`,
              `for gas    ${formatEther(held.gasWei)}`,
            ]
          : ['balance    unknown: the chain does not answer']),
      ])
    })
}
