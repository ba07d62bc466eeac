import { unwrapCoin } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parseMoney } from '../inputs/parseMoney.ts'
import { openOperation } from '../operations/openOperation.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount } from '../terminal/words.ts'

/** `sahara unwrap`: SAHARA becomes native coin, for gas. */
export function defineUnwrapCommand(command: Command): void {
  command
    .addHelpText('after', toExamples('unwrap 5'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const amountWei = parseMoney(text)
      const { account } = await unlock()
      const { id, forget } = await openOperation(
        client,
        `cli:unwrap:${account.address}:${amountWei}`,
      )
      progress.step('Unwrapping')
      const unwrapped = await unwrapCoin(client, {
        ...{ account, amountWei, operationId: id },
      })
      print({ amountWei, ...unwrapped }, () => [
        `${toAmount(amountWei)} are native coin now, which pays for gas.`,
      ])
      await forget()
    })
}
