import {
  buyLicence,
  type GetOfferReturnType,
  getAsset,
  getOffer,
  getPurchase,
  newPurchaseId,
  type SaharaClient,
} from '@sahara/sdk'
import type { Command } from 'commander'
import {
  type Address,
  type Hex,
  isAddressEqual,
  isHex,
  type LocalAccount,
} from 'viem'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { resolveOffer } from '../inputs/resolveOffer.ts'
import { clean } from '../terminal/clean.ts'
import { toExamples } from '../terminal/toExamples.ts'
import {
  toAmount,
  toDay,
  toDuration,
  toPercent,
  toPrice,
  toRights,
  toShortId,
  toShortPurchase,
} from '../terminal/words.ts'

type BuyFlags = { for?: string; yes?: boolean; dryRun?: boolean }

/** `sahara buy`: interrupted and run again, it ends the same purchase. */
export function defineBuyCommand(command: Command): void {
  command
    .option('--for <address>', 'who gets the licence, if not you')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'show the terms and spend nothing')
    .addHelpText(
      'after',
      toExamples('buy 0x3fa1b2c4d5/0 --dry-run', 'buy 0x3fa1b2c4d5/0'),
    )
    .action(async (text: string, flags: BuyFlags, command: Command) => {
      const context = createContext(command)
      const { client, progress } = context
      const beneficiary = flags.for ? parseAddress(flags.for) : undefined
      const offerId = await resolveOffer(client, text)
      const offer = await getOffer(client, { offerId })
      const terms = await toTerms(client, offer)
      if (flags.dryRun) {
        context.print({ offerId, ...offer }, () => terms)
        return
      }
      for (const line of terms) context.note(line)
      await confirmAction(`Pay ${toAmount(offer.priceWei)}?`, flags)
      const { account } = await context.unlock()
      progress.step('Paying')
      const { key, ...bought } = await pay(client, {
        account,
        offerId,
        beneficiary,
        priceWei: offer.priceWei,
      })
      context.print({ ...bought, assetId: offer.assetId }, () => [
        ...(bought.isEarlier
          ? [
              'Your interrupted purchase had gone through: nothing was paid now. Run it again to buy once more.',
            ]
          : []),
        `Paid ${toAmount(bought.paidWei)}. The licence lasts ${bought.expiresAt === undefined ? 'for ever' : `until ${toDay(bought.expiresAt)}`}.`,
        ...(offer.rights.includes('download') && !beneficiary
          ? [`Open it: sahara get ${toShortId(offer.assetId)} FOLDER`]
          : []),
        ...(offer.refundHours > 0 && bought.paidWei > 0n
          ? [
              `If its key is bad: sahara refund ${toShortPurchase(bought.purchaseId)}`,
            ]
          : []),
      ])
      // Only now: who was not told must not pay twice.
      await client.journal.delete(key)
    })
}

async function toTerms(
  client: SaharaClient,
  offer: GetOfferReturnType,
): Promise<string[]> {
  const { assetId, rights, durationHours, royalty, priceWei } = offer
  const { refundHours } = offer
  // The chain has the terms; only the title is the node's, who may be away.
  const title = await getAsset(client, { assetId }).then(
    (asset) => `${clean(asset.title)}, `,
    () => '',
  )
  return [
    `${title}asset ${assetId}`,
    `${toRights(rights)}, ${toDuration(durationHours)}: ${toPrice(priceWei)}`,
    ...(rights.some((right) => right === 'derive' || right === 'compute')
      ? [`What you make with it owes ${toPercent(royalty)} of its income.`]
      : []),
    ...(refundHours > 0 && priceWei > 0n
      ? [
          `The payment is held ${toDuration(refundHours)}: if the key is proven bad, it goes back.`,
        ]
      : []),
  ]
}

/** The purchase is named in the journal before money moves. */
async function pay(
  client: SaharaClient,
  parameters: {
    account: LocalAccount
    offerId: Hex
    beneficiary: Address | undefined
    priceWei: bigint
  },
) {
  const { account, offerId, beneficiary, priceWei } = parameters
  const receiver = beneficiary ? `:${beneficiary}` : ''
  const key = `cli:buy:${account.address}:${offerId}${receiver}`
  const payer = account.address
  const pending = await client.journal.get(key)
  const earlier = isHex(pending)
    ? await getPurchase(client, { payer, purchaseId: pending })
    : undefined
  // One that became final without this machine saying so is the answer now:
  // whoever runs an interrupted command again until it ends pays once. An id
  // that bought something else was taken by another machine of this account.
  const isEarlier =
    earlier !== undefined &&
    earlier.offerId.toLowerCase() === offerId.toLowerCase() &&
    isAddressEqual(earlier.beneficiary, beneficiary ?? payer)
  const isTaken = earlier !== undefined && !isEarlier
  const purchaseId: Hex =
    isHex(pending) && !isTaken
      ? pending
      : await newPurchaseId(client, { payer })
  await client.journal.set(key, purchaseId)
  const bought = await buyLicence(client, {
    account,
    offerId,
    maxPriceWei: priceWei,
    purchaseId,
    beneficiary,
  })
  return { ...bought, purchaseId, isEarlier, key }
}
