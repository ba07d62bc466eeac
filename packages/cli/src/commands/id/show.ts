import { SaharaError } from '@sahara/protocol'
import { getBalance, getId } from '@sahara/sdk'
import type { Command } from 'commander'
import { formatEther } from 'viem'
import { createContext } from '../../context.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { toAmount } from '../../terminal/words.ts'
import { toIdentityLines } from '../../views/toIdentityLines.ts'

/** `sahara id show`: the account in use and what it holds, or anyone's ID. */
export function addIdShowCommand(id: Command): void {
  id.command('show [who]')
    .description(
      'the account in use and what it holds; or the Sahara ID of a handle, number or address',
    )
    .addHelpText('after', toExamples('id show', 'id show weather-archive'))
    .action(async (who: string | undefined, _: unknown, command: Command) => {
      const context = createContext(command)
      if (who !== undefined) {
        const shown = await getId(context.client, { id: who.toLowerCase() })
        context.print(shown, () => toIdentityLines(shown))
        return
      }
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
