import { SaharaError } from '@sahara/protocol'
import {
  buyLicence,
  checkBuyer,
  type GetOfferReturnType,
  getOffer,
  getPurchase,
  newPurchaseId,
  type SaharaClient,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { type Address, type Hex, isAddressEqual, isHex } from 'viem'
import { type Context, createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { parsePurchaseId } from '../inputs/parsePurchaseId.ts'
import { resolveAccount } from '../inputs/resolveAccount.ts'
import { resolveOffer } from '../inputs/resolveOffer.ts'
import { describeOffer } from '../operations/describeOffer.ts'
import { toExamples } from '../terminal/toExamples.ts'
import {
  toAmount,
  toDay,
  toShortId,
  toShortPurchase,
} from '../terminal/words.ts'

type BuyFlags = {
  for?: string
  purchaseId?: Hex
  yes?: boolean
  dryRun?: boolean
}

/**
 * `sahara buy`: interrupted and run again, it ends the same purchase. Who was
 * killed after the answer was told, and does not read it, buys once more;
 * programs that must not give an id.
 */
export function defineBuyCommand(command: Command): void {
  command
    .option(
      '--for <who>',
      'who gets the licence, if not you: an address, or @HANDLE for all accounts of a Sahara ID',
    )
    .option(
      '--purchase-id <id>',
      '32 random bytes in hex, kept before the call: the same id never pays twice (for programs)',
      parsePurchaseId,
    )
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'show the terms and spend nothing')
    .addHelpText(
      'after',
      toExamples(
        'buy 0x3fa1b2c4d5/0 --dry-run',
        'buy 0x3fa1b2c4d5/0',
        'buy 0x3fa1b2c4d5/0 --for @weather-archive',
        'buy 0x3fa1b2c4d5/0 --yes --purchase-id 0x$(openssl rand -hex 32)',
      ),
    )
    .action(async (text: string, flags: BuyFlags, command: Command) => {
      const context = createContext(command)
      const { client, progress } = context
      const beneficiary = flags.for
        ? await resolveAccount(client, flags.for)
        : undefined
      const offerId = await resolveOffer(client, text)
      const offer = await getOffer(client, { offerId })
      const allowed = await isAllowed(context, { offerId, offer, beneficiary })
      const terms = [
        ...(await describeOffer(client, offer)),
        ...(flags.for?.startsWith('@')
          ? [`The licence is for all accounts of ${flags.for}.`]
          : []),
      ]
      if (flags.dryRun) {
        context.print({ offerId, ...offer, allowed }, () => [
          ...terms,
          ...(allowed === false ? ['It refuses who would have it now.'] : []),
        ])
        return
      }
      for (const line of terms) context.note(line)
      const { address: payer } = await context.current()
      const key = keyOf(payer, offerId, beneficiary)
      // One that is on its way is ended whatever the policy says now.
      const mayBePending =
        flags.purchaseId !== undefined ||
        (await client.journal.get(key)) !== undefined
      if (allowed === false && !mayBePending) throw refused(offer)
      await confirmAction(`Pay ${toAmount(offer.priceWei)}?`, flags)
      const { account } = await context.unlock()
      progress.step('Paying')
      const { purchaseId, isEarlier } = flags.purchaseId
        ? await readGiven(client, { payer, purchaseId: flags.purchaseId })
        : await openPurchase(client, { key, payer, offerId, beneficiary })
      const bought = await buyLicence(client, {
        account,
        offerId,
        maxPriceWei: offer.priceWei,
        purchaseId,
        beneficiary,
      })
      const { assetId } = offer
      context.print({ ...bought, purchaseId, isEarlier, assetId }, () => [
        ...(isEarlier
          ? [
              `This purchase had gone through: nothing was paid now. ${flags.purchaseId ? 'Give another id' : 'Run it again'} to buy once more.`,
            ]
          : []),
        `Paid ${toAmount(bought.paidWei)}. The licence lasts ${bought.expiresAt === undefined ? 'for ever' : `until ${toDay(bought.expiresAt)}`}.`,
        ...(offer.rights.includes('download') && !beneficiary
          ? [`Open it: sahara get ${toShortId(assetId)} FOLDER`]
          : []),
        ...(offer.refundHours > 0 && bought.paidWei > 0n
          ? [`If its key is bad: sahara refund ${toShortPurchase(purchaseId)}`]
          : []),
      ])
      // Only now: who was not told must not pay twice.
      if (!flags.purchaseId) await client.journal.delete(key)
    })
}

/** Undefined for an offer without a policy: everyone is. */
async function isAllowed(
  context: Context,
  parameters: {
    offerId: Hex
    offer: GetOfferReturnType
    beneficiary: Address | undefined
  },
): Promise<boolean | undefined> {
  const { offerId, offer, beneficiary } = parameters
  if (!offer.policy) return undefined
  const account = beneficiary ?? (await context.current()).address
  return checkBuyer(context.client, { offer, offerId, account })
}

function refused({ policy = '0x' }: GetOfferReturnType): SaharaError {
  return new SaharaError('The policy of the offer refuses the buyer.', {
    code: 'LICENCE_NOT_ALLOWED',
    hint: `\`sahara policy show ${policy}\` says what it asks; nothing was paid.`,
    details: { policy },
  })
}

/** Where the journal names a purchase. */
function keyOf(
  payer: Address,
  offerId: Hex,
  beneficiary: Address | undefined,
): string {
  const receiver = beneficiary ? `:${beneficiary}` : ''
  return `cli:buy:${payer}:${offerId}${receiver}`
}

/** A purchase whose id the caller keeps. */
async function readGiven(
  client: SaharaClient,
  purchase: { payer: Address; purchaseId: Hex },
) {
  const earlier = await getPurchase(client, purchase)
  return { ...purchase, isEarlier: earlier !== undefined }
}

/** The purchase is named in the journal before money moves. */
async function openPurchase(
  client: SaharaClient,
  parameters: {
    key: string
    payer: Address
    offerId: Hex
    beneficiary: Address | undefined
  },
) {
  const { key, payer, offerId, beneficiary } = parameters
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
  return { purchaseId, isEarlier }
}
