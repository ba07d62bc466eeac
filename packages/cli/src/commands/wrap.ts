import { wrapCoin } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parseMoney } from '../inputs/parseMoney.ts'
import { openOperation } from '../operations/openOperation.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount } from '../terminal/words.ts'

/** `sahara wrap`: native coin becomes SAHARA that pays. */
export function defineWrapCommand(command: Command): void {
  command
    .addHelpText('after', toExamples('wrap 5'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const amountWei = parseMoney(text)
      const { account } = await unlock()
      const { id, forget } = await openOperation(
        client,
        `cli:wrap:${account.address}:${amountWei}`,
      )
      progress.step('Wrapping')
      const wrapped = await wrapCoin(client, {
        ...{ account, amountWei, operationId: id },
      })
      print({ amountWei, ...wrapped }, () => [
        `${toAmount(amountWei)} of native coin are SAHARA that pays now.`,
      ])
      await forget()
    })
}
