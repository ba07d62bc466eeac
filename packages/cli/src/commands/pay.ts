import { randomBytes } from 'node:crypto'
import { payAsset } from '@sahara/sdk'
import type { Command } from 'commander'
import { bytesToHex, type Hex, isHex } from 'viem'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { parseAmount } from '../inputs/parseAmount.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
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
        const amountWei = parseAmount(amount)
        const assetId = await resolveAsset(client, text)
        await confirmAction(
          `Pay ${toAmount(amountWei)} to all whose work is in ${toShortId(assetId)}? It gives you no licence.`,
          flags,
        )
        const { account } = await unlock()
        // Named before money moves: who runs it again until it ends pays once.
        const key = `cli:pay:${account.address}:${assetId}:${amountWei}`
        const pending = await client.journal.get(key)
        const paymentId: Hex = isHex(pending)
          ? pending
          : bytesToHex(randomBytes(32))
        await client.journal.set(key, paymentId)
        progress.step('Paying')
        const { transactionHash } = await payAsset(client, {
          ...{ account, assetId, amountWei, paymentId },
        })
        print({ assetId, amountWei, transactionHash }, () => [
          `Paid ${toAmount(amountWei)}.`,
        ])
        // Only now: who was not told must not pay twice.
        await client.journal.delete(key)
      },
    )
}
