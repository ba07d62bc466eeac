import { type Hex, numberToHex } from 'viem'
import type { Random } from '../../createRandom.ts'
import type { AuthorizedSteps, PaymentTerms } from '../createAuthorizedSteps.ts'
import { offerOf } from '../createMarket.ts'
import type { Trading } from '../createTrading.ts'
import { addressOf, type World } from '../createWorld.ts'
import { anyone, type Move, type Past, traders } from './past.ts'
import { whoHas } from './whoHas.ts'

const hour = 3_600

/** Purchases and fills that whoever pays signs for and another brings. */
export function createAuthorizedMoves(
  random: Random,
  parts: {
    authorized: AuthorizedSteps
    trading: Trading
    world: World
    past: Past
  },
): Move[] {
  const { authorized, trading, world, past } = parts
  // Far from the ids that other moves count.
  let count = 2 ** 40
  const someone = () => random.pick(traders)

  return [
    [2, () => buyOne()],
    [3, () => fillOne()],
  ]

  /** Now and then by another, for another amount, or for another time. */
  function termsOf(payer: number, amountWei: bigint): PaymentTerms {
    const soon = Math.floor(world.clock.now() / 1_000)
    const wrong = random.integer(24)
    return {
      signer: wrong === 0 ? anyone : payer,
      amountWei: wrong === 1 ? amountWei + 1n : amountWei,
      validAfter: wrong === 2 ? soon + hour : 0,
      validBefore: wrong === 3 ? soon - hour : soon + hour,
    }
  }

  async function buyOne() {
    const payer = someone()
    const isOwn = past.offers.length > 0 && random.integer(3) === 0
    const offer = isOwn
      ? random.pick(past.offers.slice(-8)).id
      : offerOf(random.pick(past.listings), random.integer(2))
    const { priceWei } = world.model.access.offerOf(offer)
    const amountWei = random.integer(12) === 0 ? priceWei + 1n : priceWei
    const { refusal, nonce } = await authorized.buy(
      anyone,
      {
        ...{ payer, offer, beneficiary: addressOf(someone()), amountWei },
        purchaseId: word(++count),
        maxPriceWei:
          random.integer(12) === 0 ? priceWei - priceWei / 2n : priceWei + 5n,
      },
      termsOf(payer, amountWei),
    )
    past.payments.push({ payer, nonce })
    return refusal
  }

  /** Of few shares, by who has them. */
  async function signShares() {
    const { id: assetId } = random.pick(past.listings)
    const maker = whoHas(random, world, { asset: assetId, isOwnership: false })
    const signed = await trading.sign(maker, {
      ...{ side: 'sell', item: 'shares', assetId },
      priceEachWei: 1n + random.bigint(10n ** 14n),
      amount: 1 + random.integer(20),
      expiry: Math.floor(world.clock.now() / 1_000) + 24 * hour,
      // Its own, so that it can be filled.
      nonce: BigInt(++count),
    })
    past.orders.push(signed)
    return signed
  }

  /** Of an order that others fill too, or of a new one. */
  async function fillOne() {
    const isOld = past.orders.length > 0 && random.integer(2) === 0
    const signed = isOld
      ? random.pick(past.orders.slice(-6))
      : await signShares()
    const { maker, order } = signed
    const isOwnership = order.item === 'ownership'
    const amount = isOwnership ? 1 : random.integer(order.amount + 2)
    const isBid = order.side === 'bid'
    const seller = isBid
      ? whoHas(random, world, { asset: order.assetId, isOwnership })
      : maker
    const buyer = isBid && random.integer(8) > 0 ? maker : someone()
    const { refusal, nonce } = await authorized.fill(
      // Who sells to a bid sends it; whoever bought brings the rest.
      isBid ? seller : anyone,
      signed,
      // Few, so that some pay twice with one.
      { buyer, amount, salt: word(random.integer(2)) },
      termsOf(buyer, order.priceEachWei * BigInt(amount)),
    )
    past.payments.push({ payer: buyer, nonce })
    return refusal
  }
}

const word = (count: number): Hex => numberToHex(count, { size: 32 })
