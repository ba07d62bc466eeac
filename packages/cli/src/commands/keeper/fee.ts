import { fundKeeperFee, getKeeperFee, listKeepers } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import { confirmAction } from '../../inputs/confirmAction.ts'
import { parseMoney } from '../../inputs/parseMoney.ts'
import { resolveAsset } from '../../inputs/resolveAsset.ts'
import { openOperation } from '../../operations/openOperation.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { toAmount } from '../../terminal/words.ts'
import { toFeeLines } from '../../views/toFeeLines.ts'

/** `sahara keeper fee`: what the keepers of an asset are paid. */
export function addFeeCommand(keeper: Command): void {
  keeper
    .command('fee <asset> [amount]')
    .description(
      'what the keepers of an asset are paid, or, with an amount, pay for them',
    )
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples('keeper fee 0x3fa1b2c4d5', 'keeper fee 0x3fa1b2c4d5 1'),
    )
    .action(
      async (
        text: string,
        amount: string | undefined,
        flags: { yes?: boolean },
        command: Command,
      ) => {
        const { client, unlock, progress, print } = createContext(command)
        const assetId = await resolveAsset(client, text)
        if (amount === undefined) {
          const keepers = await listKeepers(client)
          const fees = await Promise.all(
            keepers.map(async ({ address }) => ({
              keeper: address,
              ...(await getKeeperFee(client, { assetId, keeper: address })),
            })),
          )
          print({ assetId, fees }, () => toFeeLines(fees))
          return
        }
        const amountWei = parseMoney(amount)
        await confirmAction(
          `Put ${toAmount(amountWei)} aside for its keepers? What they do not draw is the owner's, who can take it back: sahara escrow reclaim.`,
          flags,
        )
        const { account } = await unlock()
        const { id, forget } = await openOperation(
          client,
          `cli:fee:${account.address}:${assetId}:${amountWei}`,
        )
        progress.step('Paying')
        const { transactionHash } = await fundKeeperFee(client, {
          ...{ account, assetId, amountWei, salt: id },
        })
        print({ assetId, amountWei, transactionHash }, () => [
          `${toAmount(amountWei)} lie in Escrow for the keepers of the asset.`,
        ])
        await forget()
      },
    )
}
