import { SaharaError } from '@sahara/protocol'
import {
  type GetHeldPaymentReturnType,
  getAsset,
  getHeldPayment,
  proveKeyFault,
  refundPayment,
  type SaharaClient,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { resolvePurchase } from '../inputs/resolvePurchase.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount, toShortId } from '../terminal/words.ts'

/** `sahara refund`: proves that the key is bad, if nobody has, and pays back. */
export function defineRefundCommand(command: Command): void {
  command
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
A key is bad if the keepers' shares do not give what the publisher committed
to. Proving it makes these shares public; nothing is shown of a good key.
${toExamples('purchases', 'refund 9c41d207')}`,
    )
    .action(
      async (text: string, flags: { yes?: boolean }, command: Command) => {
        const { client, current, unlock, progress, print } =
          createContext(command)
        const { address: payer } = await current()
        const purchaseId = await resolvePurchase(client, payer, text)
        const held = await getHeldPayment(client, { payer, purchaseId })
        const isUnproven = held.state === 'held' && !held.keyFaulty
        const version = isUnproven ? await versionOf(client, held) : undefined
        if (held.state === 'held')
          await confirmAction(
            `Give back the licence for ${toAmount(held.amountWei)}?`,
            flags,
          )
        const { account } = await unlock()
        if (version !== undefined) {
          const { assetId } = held
          progress.step('Asking the keepers, and proving the fault')
          await proveKeyFault(client, { account, assetId, version })
        }
        progress.step('Refunding')
        const refunded = await refundPayment(client, { account, purchaseId })
        print({ purchaseId, assetId: held.assetId, ...refunded }, () => [
          `Refunded ${toAmount(refunded.refundedWei)} for ${toShortId(held.assetId)}.`,
        ])
      },
    )
}

/** The version whose commitment the payment is bound to. */
async function versionOf(
  client: SaharaClient,
  { assetId, purchase }: GetHeldPaymentReturnType,
): Promise<number> {
  const { versions } = await getAsset(client, { assetId })
  const found = versions.find(
    ({ commitment }) => commitment === purchase.commitment.toLowerCase(),
  )
  if (found) return found.version
  throw new SaharaError('The node does not know the version that was bought.', {
    code: 'NODE_NOT_READY',
    hint: 'Try again when it has caught up.',
    retryable: true,
  })
}
