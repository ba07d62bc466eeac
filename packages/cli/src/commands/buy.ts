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
import {
  type Address,
  type Hex,
  isAddressEqual,
  isHex,
  type LocalAccount,
} from 'viem'
import { type Context, createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
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

type BuyFlags = { for?: string; yes?: boolean; dryRun?: boolean }

/** `sahara buy`: interrupted and run again, it ends the same purchase. */
export function defineBuyCommand(command: Command): void {
  command
    .option(
      '--for <who>',
      'who gets the licence, if not you: an address, or @HANDLE for all accounts of a Sahara ID',
    )
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'show the terms and spend nothing')
    .addHelpText(
      'after',
      toExamples(
        'buy 0x3fa1b2c4d5/0 --dry-run',
        'buy 0x3fa1b2c4d5/0',
        'buy 0x3fa1b2c4d5/0 --for @weather-archive',
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
      // One that is on its way is ended whatever the policy says now.
      const isPending = async () =>
        (await client.journal.get(
          keyOf((await context.current()).address, offerId, beneficiary),
        )) !== undefined
      if (allowed === false && !(await isPending())) throw refused(offer)
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
  const key = keyOf(account.address, offerId, beneficiary)
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
