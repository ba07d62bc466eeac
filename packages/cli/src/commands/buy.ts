import { randomBytes } from 'node:crypto'
import { SaharaError } from '@sahara/protocol'
import {
  buyLicence,
  getOffer,
  getPurchase,
  type SaharaClient,
} from '@sahara/sdk'
import type { Command } from 'commander'
import {
  bytesToHex,
  formatEther,
  type Hex,
  isHex,
  type LocalAccount,
} from 'viem'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'

type BuyFlags = { yes?: boolean; dryRun?: boolean }

/** `sahara buy`: interrupted and run again, it ends the same purchase. */
export function addBuyCommand(program: Command): void {
  program
    .command('buy <offer>')
    .description('buy a licence')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'show the terms and spend nothing')
    .addHelpText('after', '\nExample:\n  $ sahara buy 0x12… --dry-run')
    .action(async (offerId: string, flags: BuyFlags, command: Command) => {
      if (!isHex(offerId) || offerId.length !== 66)
        throw new SaharaError('The offer id has the wrong form.', {
          code: 'INPUT_INVALID',
          hint: 'It is 0x and 64 hexadecimal digits; see `sahara show ASSET`.',
        })
      const context = createContext(command)
      const { client } = context
      const offer = await getOffer(client, { offerId })
      const price = `${formatEther(offer.priceWei)} SAHARA`
      if (flags.dryRun) {
        context.print(offer, () => [`${offer.rights.join(', ')}: ${price}`])
        return
      }
      await confirmAction(`Pay ${price}?`, flags)
      const { account } = await context.unlock()
      const key = `cli:buy:${account.address}:${offerId}`
      const pending = await client.journal.get(key)
      if (isHex(pending))
        await refuseFinished(client, { account, pending, key })
      const purchaseId: Hex = isHex(pending)
        ? pending
        : bytesToHex(randomBytes(32))
      await client.journal.set(key, purchaseId)
      const bought = await buyLicence(client, {
        account,
        offerId,
        maxPriceWei: offer.priceWei,
        purchaseId,
      })
      const result = { ...bought, purchaseId, assetId: offer.assetId }
      context.print(result, () => [
        `Paid ${formatEther(bought.paidWei)} SAHARA for ${offer.assetId}.`,
      ])
      await client.journal.delete(key)
    })
}

/**
 * A purchase that became final although this machine did not see it. Whether
 * its answer or another licence is wanted now, only the buyer knows.
 */
async function refuseFinished(
  client: SaharaClient,
  parameters: { account: LocalAccount; pending: Hex; key: string },
): Promise<void> {
  const { account, pending, key } = parameters
  const made = await getPurchase(client, {
    payer: account.address,
    purchaseId: pending,
  })
  if (!made) return
  await client.journal.delete(key)
  throw new SaharaError('Your last purchase of this offer went through.', {
    code: 'INPUT_INVALID',
    hint: 'Nothing was paid now. Run it again to buy once more.',
    details: { purchaseId: pending, transactionHash: made.transactionHash },
  })
}
