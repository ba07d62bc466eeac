import { addresses, SaharaError } from '@sahara/protocol'
import { revenueAbi, saharaTokenAbi } from '@sahara/protocol/abis'
import { type Address, type Hex, isAddressEqual, type LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { licenceNotAllowed, licenceSoldOut } from '../internal/revertReasons.ts'
import { transactionKey } from '../internal/sendTransaction.ts'
import { signPurchase } from '../internal/signPurchase.ts'
import { write } from '../internal/write.ts'
import { checkBuyer } from './checkBuyer.ts'
import { getBalance } from './getBalance.ts'
import { type GetOfferReturnType, getOffer } from './getOffer.ts'
import { type GetPurchaseReturnType, getPurchase } from './getPurchase.ts'

export type BuyLicenceParameters = {
  /** Pays, and signs the payment. @default the client's account */
  account?: LocalAccount | undefined
  /** The offer: immutable on chain, so its terms cannot change under the signature. */
  offerId: Hex
  /** The most the buyer agrees to pay, in wei of SAHARA. */
  maxPriceWei: bigint
  /** Receives the licence. @default the paying account */
  beneficiary?: Address | undefined
  /**
   * Names this purchase: of `newPurchaseId`, or 32 random bytes. Save it before
   * calling: the same id never pays twice, so a caller that lost the answer just
   * calls again.
   */
  purchaseId: Hex
  /** How the money moves. @default 'authorization' */
  payBy?: 'authorization' | 'allowance' | 'native' | undefined
  signal?: AbortSignal | undefined
}

export type BuyLicenceReturnType = GetPurchaseReturnType

/**
 * Buys a licence and returns once the purchase is final.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `INPUT_INVALID` when the purchase id bought something else,
 * `LICENCE_OFFER_NOT_FOUND`, `LICENCE_OFFER_CLOSED`, `LICENCE_SOLD_OUT`,
 * `LICENCE_NOT_ALLOWED` when the policy of the offer refuses the beneficiary,
 * `LICENCE_PRICE_ABOVE_MAXIMUM`, `TOKEN_BALANCE_TOO_LOW`,
 * `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`,
 * `CHAIN_UNREACHABLE`
 */
export async function buyLicence(
  client: SaharaClient,
  parameters: BuyLicenceParameters,
): Promise<BuyLicenceReturnType> {
  const account = requireAccount(client, parameters.account)
  const { offerId, maxPriceWei, purchaseId } = parameters
  const key = `buy:${purchaseId}`
  const payer = account.address

  const earlier = await getPurchase(client, { payer, purchaseId })
  if (earlier) {
    await client.journal.delete(transactionKey(payer, key))
    return checkSame(earlier, parameters, payer)
  }

  const offer = await getOffer(client, { offerId })
  if (offer.priceWei > maxPriceWei)
    throw new SaharaError('The offer costs more than you agreed to pay.', {
      code: 'LICENCE_PRICE_ABOVE_MAXIMUM',
      hint: 'Raise maxPriceWei or choose another offer.',
      details: { priceWei: offer.priceWei, maxPriceWei },
    })
  // A payment that is on its way is waited for whatever became of the offer.
  if ((await client.journal.get(transactionKey(payer, key))) === undefined)
    await checkOffer(client, parameters, { offer, payer })

  try {
    await pay(client, parameters, { account, key, offer })
  } catch (error) {
    if (!isMadeAlready(error)) throw error
  }
  const bought = await getPurchase(client, { payer, purchaseId })
  if (bought) return checkSame(bought, parameters, payer)
  throw new SaharaError('The purchase is made but not final yet.', {
    code: 'TRANSACTION_NOT_FINAL',
    hint: 'Call again with the same purchase id: it cannot pay twice.',
    retryable: true,
  })
}

/** The money is gone already; what it bought must be what is asked for. */
function checkSame(
  made: GetPurchaseReturnType,
  parameters: BuyLicenceParameters,
  payer: Address,
): GetPurchaseReturnType {
  const beneficiary = parameters.beneficiary ?? payer
  if (
    made.offerId.toLowerCase() === parameters.offerId.toLowerCase() &&
    isAddressEqual(made.beneficiary, beneficiary)
  )
    return made
  throw new SaharaError('This purchase id was used for something else.', {
    code: 'INPUT_INVALID',
    hint: 'Make a new purchase id for each purchase.',
    details: { offerId: made.offerId, beneficiary: made.beneficiary },
  })
}

/** Another process with the same purchase id was faster. */
function isMadeAlready(error: unknown): boolean {
  return (
    SaharaError.isInstance(error) &&
    error.details.error === 'RevenuePurchaseAlreadyMade'
  )
}

async function checkOffer(
  client: SaharaClient,
  parameters: BuyLicenceParameters,
  { offer, payer }: { offer: GetOfferReturnType; payer: Address },
): Promise<void> {
  if (offer.closed)
    throw new SaharaError('The offer was closed by the owner.', {
      code: 'LICENCE_OFFER_CLOSED',
      hint: 'Choose another offer of the asset.',
    })
  if (offer.maxSales > 0 && offer.sold >= offer.maxSales)
    throw refusal(licenceSoldOut, { maxSales: offer.maxSales })
  const { offerId, payBy, beneficiary = payer } = parameters
  if (!(await checkBuyer(client, { offer, offerId, account: beneficiary })))
    throw refusal(licenceNotAllowed, {
      ...(offer.policy ? { policy: offer.policy } : {}),
      beneficiary,
    })
  if (payBy === 'native') return
  const { balanceWei } = await getBalance(client, { account: payer })
  if (balanceWei < offer.priceWei)
    throw new SaharaError('The account holds too little SAHARA.', {
      code: 'TOKEN_BALANCE_TOO_LOW',
      hint: 'Add SAHARA to the account and call again.',
      details: { balanceWei, priceWei: offer.priceWei },
    })
}

function refusal(
  { message, ...reason }: typeof licenceNotAllowed | typeof licenceSoldOut,
  details: Record<string, string | number>,
): SaharaError {
  return new SaharaError(message, { ...reason, details })
}

async function pay(
  client: SaharaClient,
  parameters: BuyLicenceParameters,
  context: { account: LocalAccount; key: string; offer: GetOfferReturnType },
): Promise<void> {
  const { account, key, offer } = context
  const { offerId, maxPriceWei, purchaseId, signal } = parameters
  const { priceWei } = offer
  const beneficiary = parameters.beneficiary ?? account.address
  const purchase = { purchaseId, offerId, beneficiary, maxPrice: maxPriceWei }
  const call = {
    account,
    address: addresses.revenue,
    abi: revenueAbi,
    signal,
    key,
  }
  if (parameters.payBy === 'native') {
    const functionName = 'buyWithNative'
    await write(client, {
      ...call,
      functionName,
      args: [purchase],
      value: priceWei,
    })
  } else if (parameters.payBy === 'allowance') {
    await write(client, {
      account,
      address: addresses.token,
      abi: saharaTokenAbi,
      functionName: 'approve',
      args: [addresses.revenue, priceWei],
      key: `${key}:approve`,
      signal,
    })
    await write(client, { ...call, functionName: 'buy', args: [purchase] })
  } else {
    const authorization = await signPurchase(client, {
      account,
      purchaseId,
      offerId,
      beneficiary,
      maxPriceWei,
      priceWei,
    })
    await write(client, {
      ...call,
      functionName: 'buyWithAuthorization',
      args: [purchase, account.address, priceWei, authorization],
    })
  }
}
