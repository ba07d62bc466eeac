import {
  addresses,
  fillNonceOf,
  localChainId,
  orderHashOf,
  receiveWithAuthorizationTypes,
  tokenDomain,
  toOrderMessage,
} from '@sahara/protocol'
import { exchangeAbi, revenueAbi } from '@sahara/protocol/abis'
import { type Address, encodeAbiParameters, type Hex, keccak256 } from 'viem'
import { accountAt } from '../accounts.ts'
import { callsOf } from './callsOf.ts'
import { type SignedByIndex, toModelOrder } from './createTrading.ts'
import { addressOf, nameOf, type World } from './createWorld.ts'

/** How a payment is signed. Index of an account, wei, Unix seconds. */
export type PaymentTerms = {
  signer: number
  amountWei: bigint
  validAfter: number
  validBefore: number
}

export type AuthorizedSteps = ReturnType<typeof createAuthorizedSteps>

/**
 * What is paid for by signature (EIP-3009), whoever brings it, by the contracts
 * and by the model.
 */
export function createAuthorizedSteps({ replay, model }: World) {
  const callRevenue = callsOf(replay.step, addresses.revenue, revenueAbi)
  const callExchange = callsOf(replay.step, addresses.exchange, exchangeAbi)

  /** @returns it as the contracts take it, and as the model does */
  async function sign(
    payer: number,
    to: Address,
    nonce: Hex,
    terms: PaymentTerms,
  ) {
    const { signer, amountWei } = terms
    const [validAfter, validBefore] = [
      BigInt(terms.validAfter),
      BigInt(terms.validBefore),
    ]
    const signature = await accountAt(signer).signTypedData({
      domain: tokenDomain(localChainId),
      types: receiveWithAuthorizationTypes,
      primaryType: 'ReceiveWithAuthorization',
      message: {
        ...{ from: addressOf(payer), to, value: amountWei },
        ...{ validAfter, validBefore, nonce },
      },
    })
    return {
      authorization: { validAfter, validBefore, signature },
      signed: { ...terms, signer: nameOf(signer), nonce },
    }
  }

  return {
    buy: async (
      from: number,
      purchase: {
        payer: number
        beneficiary: Address
        offer: Hex
        maxPriceWei: bigint
        purchaseId: Hex
        /** What is asked for, whatever was signed. */
        amountWei: bigint
      },
      terms: PaymentTerms,
    ) => {
      const { payer, beneficiary, offer, purchaseId, amountWei } = purchase
      const { maxPriceWei } = purchase
      const asked = {
        ...{ purchaseId, offerId: offer, beneficiary, maxPrice: maxPriceWei },
      }
      const nonce = purchaseNonceOf(asked)
      const { authorization, signed } = await sign(
        ...([payer, addresses.revenue, nonce, terms] as const),
      )
      const refusal = await callRevenue(
        ...([from, 'buyWithAuthorization'] as const),
        [asked, addressOf(payer), amountWei, authorization],
        (now) =>
          model.buy(
            {
              ...{ id: purchaseId, offer, payer: nameOf(payer), maxPriceWei },
              ...{ beneficiary: beneficiary.toLowerCase(), isNative: false },
              authorization: { signed, amountWei },
            },
            now,
          ),
      )
      return { refusal, nonce }
    },
    /** @param fill.buyer who pays; for bids, the taker sells and must send it */
    fill: async (
      from: number,
      { order, signature }: SignedByIndex,
      fill: { buyer: number; amount: number; salt: Hex },
      terms: PaymentTerms,
    ) => {
      const { buyer, amount, salt } = fill
      const orderHash = orderHashOf(localChainId, order)
      const nonce = fillNonceOf({ orderHash, amount, salt })
      const { authorization, signed } = await sign(
        ...([buyer, addresses.exchange, nonce, terms] as const),
      )
      const message = toOrderMessage(order)
      const refusal = await callExchange(
        ...([from, 'fillWithAuthorization'] as const),
        [message, signature, amount, addressOf(buyer), salt, authorization],
        (now) =>
          model.trade.fill(toModelOrder(order), {
            taker: nameOf(order.side === 'sell' ? buyer : from),
            ...{ amount: BigInt(amount), now },
            payment: { buyer: nameOf(buyer), signed },
          }),
      )
      return { refusal, nonce }
    },
  }
}

/** The money is for exactly this purchase. */
function purchaseNonceOf(purchase: {
  purchaseId: Hex
  offerId: Hex
  beneficiary: Address
  maxPrice: bigint
}): Hex {
  return keccak256(
    encodeAbiParameters(
      [
        { type: 'bytes32' },
        { type: 'bytes32' },
        { type: 'address' },
        { type: 'uint256' },
      ],
      [
        ...([purchase.purchaseId, purchase.offerId] as const),
        ...([purchase.beneficiary, purchase.maxPrice] as const),
      ],
    ),
  )
}
