import { payAsset } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { parseMoney } from '../inputs/parseMoney.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { openOperation } from '../operations/openOperation.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount, toShortId } from '../terminal/words.ts'

/** `sahara pay`: interrupted and run again, it ends the same payment. */
export function definePayCommand(command: Command): void {
  command
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', toExamples('pay 0x3fa1b2c4d5 2.5'))
    .action(
      async (
        text: string,
        amount: string,
        flags: { yes?: boolean },
        command: Command,
      ) => {
        const { client, unlock, progress, print } = createContext(command)
        const amountWei = parseMoney(amount)
        const assetId = await resolveAsset(client, text)
        await confirmAction(
          `Pay ${toAmount(amountWei)} to all whose work is in ${toShortId(assetId)}? It gives you no licence.`,
          flags,
        )
        const { account } = await unlock()
        const { id, forget } = await openOperation(
          client,
          `cli:pay:${account.address}:${assetId}:${amountWei}`,
        )
        progress.step('Paying')
        const { transactionHash } = await payAsset(client, {
          ...{ account, assetId, amountWei, paymentId: id },
        })
        print({ assetId, amountWei, transactionHash }, () => [
          `Paid ${toAmount(amountWei)}.`,
        ])
        await forget()
      },
    )
}
