import {
  type AssetId,
  addresses,
  bondAgreementOf,
  offerIdOf,
  rights,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  keyFaultsAbi,
  parametersAbi,
  revenueAbi,
  revenueSharesAbi,
  saharaTokenAbi,
  timelockAbi,
} from '@sahara/protocol/abis'
import type { HeldPurchase } from '@sahara/sdk'
import { findKeyFault, type KeyFault } from '@sahara/vault'
import {
  encodeFunctionData,
  type Hex,
  hexToBigInt,
  keccak256,
  maxUint256,
  numberToHex,
  parseEventLogs,
  stringToHex,
  type TransactionReceipt,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { accountAt, accounts } from '../accounts.ts'
import type { TestClock } from '../createTestClock.ts'
import { dealKeys } from '../dealKeys.ts'
import {
  createReferenceModel,
  type ReferenceModel,
} from '../referenceModel/createReferenceModel.ts'
import type { TestChain } from '../setupChain.ts'
import { createTransactor, type Transactor } from './createTransactor.ts'

export type Listing = {
  id: AssetId
  publisher: number
  /** Royalty of the derive offer (index 0), in basis points. */
  royalty: number
  /** Wei, by the index of the offer; payments for the last one are held. */
  prices: [bigint, bigint, bigint]
  /** What proves that the key is bad; undefined for a good one. */
  fault: KeyFault | undefined
  commitment: Hex
}

/** A payment that is held, as whoever settles it names it. */
export type Hold = {
  listing: Listing
  /** Known once the purchase is settled. */
  purchase: Partial<HeldPurchase> & { purchaseId: Hex }
}

export type MarketPublication = {
  publisher: number
  royalty: number
  prices: [bigint, bigint, bigint]
  isKeyBad: boolean
  parents: Listing[]
  contributors: { account: number; shares: number }[]
}

/** Every action is done twice: by the contracts and by the model. */
export type Market = {
  model: ReferenceModel
  publish: (publication: MarketPublication) => Promise<Listing>
  buy: (buyer: number, listing: Listing, offer: 0 | 1) => Promise<void>
  /** Buys under the offer with a refund window. */
  buyHeld: (buyer: number, listing: Listing) => Promise<Hold>
  /** Makes the window of every purchase so far end. */
  passWindows: () => Promise<void>
  proveFault: (caller: number, listing: Listing) => Promise<void>
  release: (caller: number, hold: Hold) => Promise<void>
  refund: (caller: number, hold: Hold) => Promise<void>
  pay: (payer: number, listing: Listing, amountWei: bigint) => Promise<void>
  distribute: (caller: number, listing: Listing) => Promise<void>
  transferShares: (transfer: {
    listing: Listing
    from: number
    to: number
    shares: bigint
  }) => Promise<void>
  /** The caller triggers, the account is paid. */
  claim: (caller: number, account: number, from: Listing[]) => Promise<void>
  /** Through the timelock, delay included. */
  setFee: (basisPoints: number) => Promise<void>
  settle: () => Promise<void>
  /** Anything else, in the order of the market's own transactions. */
  send: Transactor['send']
}

const proposer = 8
const publishBond = 10n ** 18n
const genesisFee = 250
const refundHours = 48

/** A market on a fresh chain of this clock, with all allowances given. */
export async function createMarket(
  chain: TestChain,
  clock: TestClock,
): Promise<Market> {
  const { publicClient } = chain
  const { send, settle } = createTransactor(chain)
  const model = createReferenceModel({ feeBasisPoints: genesisFee })
  let count = 0
  const unique = () => numberToHex(++count, { size: 32 })

  for (const from of accounts.keys())
    for (const spender of [addresses.revenue, addresses.escrow])
      await send({
        from,
        to: addresses.token,
        data: encodeFunctionData({
          abi: saharaTokenAbi,
          functionName: 'approve',
          args: [spender, maxUint256],
        }),
      })

  async function purchase(
    buyer: number,
    listing: Listing,
    offer: 0 | 1 | 2,
    check?: (receipt: TransactionReceipt) => void,
  ): Promise<Hex> {
    const price = listing.prices[offer]
    const purchaseId = unique()
    const native = count % 3 === 0
    await send({
      from: buyer,
      to: addresses.revenue,
      data: encodeFunctionData({
        abi: revenueAbi,
        functionName: native ? 'buyWithNative' : 'buy',
        args: [
          {
            purchaseId,
            offerId: offerOf(listing, offer),
            beneficiary: accountAt(buyer).address,
            maxPrice: price,
          },
        ],
      }),
      ...(native ? { value: price + 7n } : {}),
      ...(check ? { check } : {}),
    })
    return purchaseId
  }

  async function buy(buyer: number, listing: Listing, offer: 0 | 1) {
    model.pay(listing.id, listing.prices[offer])
    await purchase(buyer, listing, offer)
  }

  async function settleHold(
    way: 'release' | 'refund',
    caller: number,
    { purchase: held }: Hold,
  ) {
    if (held.saleNumber === undefined) await settle()
    model[way](held.purchaseId)
    await send({
      from: caller,
      to: addresses.revenue,
      data: encodeFunctionData({
        abi: revenueAbi,
        functionName: way,
        args: [held as HeldPurchase],
      }),
    })
  }

  return {
    model,
    settle,
    send,
    buy,
    buyHeld: async (buyer, listing) => {
      const { address } = accountAt(buyer)
      const hold: Hold = { listing, purchase: { purchaseId: zeroHash } }
      hold.purchase.purchaseId = await purchase(
        buyer,
        listing,
        2,
        ({ logs }) => {
          const [event] = parseEventLogs({
            abi: revenueAbi,
            eventName: 'PaymentHeld',
            logs,
          })
          if (!event) throw new RangeError('nothing is held')
          Object.assign(hold.purchase, {
            offerId: offerOf(listing, 2),
            payer: address,
            beneficiary: address,
            assetId: hexToBigInt(listing.id),
            commitment: listing.commitment,
            saleNumber: event.args.saleNumber,
          })
        },
      )
      model.hold(hold.purchase.purchaseId, listing.id, listing.prices[2])
      return hold
    },
    passWindows: async () => {
      await settle()
      clock.advance(refundHours * 3_600_000)
    },
    proveFault: async (caller, { commitment, fault }) => {
      if (!fault) throw new RangeError('the key is good')
      await send({
        from: caller,
        to: addresses.keyFaults,
        data: encodeFunctionData({
          abi: keyFaultsAbi,
          functionName: 'prove',
          args: [commitment, fault],
        }),
      })
    },
    release: (caller, hold) => settleHold('release', caller, hold),
    refund: (caller, hold) => settleHold('refund', caller, hold),
    publish: async ({
      publisher,
      royalty,
      prices,
      isKeyBad,
      parents,
      contributors,
    }) => {
      const { assetId, salt, block, shares, commitment } = await dealKeys({
        publisher: accountAt(publisher).address,
        keepers: accounts.slice(0, 3),
        salt: unique(),
        isKeyBad,
      })
      const id = assetId
      const fault = await findKeyFault({ block, shares })
      for (const parent of parents) await buy(publisher, parent, 0)
      await send({
        from: publisher,
        to: addresses.escrow,
        data: encodeFunctionData({
          abi: escrowAbi,
          functionName: 'fund',
          args: [
            bondAgreementOf(id, accountAt(publisher).address),
            publishBond,
          ],
        }),
      })
      const terms = {
        durationHours: 0,
        refundHours: 0,
        maxSales: 0,
        policy: zeroAddress,
        terms: keccak256(toHex('CC-BY-4.0')),
      }
      await send({
        from: publisher,
        to: addresses.assetRegistry,
        data: encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'publish',
          args: [
            {
              salt,
              kind: 1,
              metadata: unique(),
              commitment,
              parents: parents.map((parent) => ({
                assetId: hexToBigInt(parent.id),
                offerId: offerOf(parent, 0),
                relation: 2,
              })),
              contributors: contributors.map(({ account, shares }) => ({
                account: accountAt(account).address,
                shares,
              })),
              offers: [
                { ...terms, rights: rights.derive, royalty, price: prices[0] },
                {
                  ...terms,
                  rights: rights.download,
                  royalty: 0,
                  price: prices[1],
                },
                {
                  ...terms,
                  rights: rights.download,
                  royalty: 0,
                  refundHours,
                  price: prices[2],
                },
              ],
            },
          ],
        }),
      })
      model.publish({
        asset: id,
        parents: parents.map((parent) => ({
          asset: parent.id,
          rate: parent.royalty,
        })),
        contributors: contributors.map(({ account, shares }) => ({
          account: accountAt(account).address,
          shares,
        })),
      })
      return { id, publisher, royalty, prices, fault, commitment }
    },
    pay: async (payer, listing, amountWei) => {
      model.pay(listing.id, amountWei)
      await send({
        from: payer,
        to: addresses.revenue,
        data: encodeFunctionData({
          abi: revenueAbi,
          functionName: 'pay',
          args: [hexToBigInt(listing.id), amountWei],
        }),
      })
    },
    distribute: async (caller, listing) => {
      model.distribute(listing.id)
      await send({
        from: caller,
        to: addresses.revenue,
        data: encodeFunctionData({
          abi: revenueAbi,
          functionName: 'distribute',
          args: [hexToBigInt(listing.id)],
        }),
      })
    },
    transferShares: async ({ listing, from, to, shares }) => {
      model.transferShares({
        asset: listing.id,
        from: accountAt(from).address,
        to: accountAt(to).address,
        shares,
      })
      await send({
        from,
        to: addresses.revenueShares,
        data: encodeFunctionData({
          abi: revenueSharesAbi,
          functionName: 'transfer',
          args: [accountAt(to).address, hexToBigInt(listing.id), shares],
        }),
      })
    },
    claim: async (caller, account, from) => {
      const { address } = accountAt(account)
      const expected = model.claim(
        address,
        from.map(({ id }) => id),
      )
      await send({
        from: caller,
        to: addresses.revenueShares,
        data: encodeFunctionData({
          abi: revenueSharesAbi,
          functionName: 'claim',
          args: [address, from.map(({ id }) => hexToBigInt(id))],
        }),
        check: (receipt) => {
          const paid = claimedIn(receipt)
          if (paid !== expected)
            throw new RangeError(`claimed ${paid}, the model says ${expected}`)
        },
      })
    },
    setFee: async (basisPoints) => {
      await settle()
      const salt = unique()
      const operation = [
        addresses.parameters,
        0n,
        encodeFunctionData({
          abi: parametersAbi,
          functionName: 'set',
          args: [
            stringToHex('feeBasisPoints', { size: 32 }),
            BigInt(basisPoints),
          ],
        }),
        zeroHash,
        salt,
      ] as const
      const timelock = { address: addresses.timelock, abi: timelockAbi }
      const delay = await publicClient.readContract({
        ...timelock,
        functionName: 'getMinDelay',
      })
      await send({
        from: proposer,
        to: addresses.timelock,
        data: encodeFunctionData({
          abi: timelockAbi,
          functionName: 'schedule',
          args: [...operation, delay],
        }),
      })
      await settle()
      const execute = encodeFunctionData({
        abi: timelockAbi,
        functionName: 'execute',
        args: operation,
      })
      await untilAccepted(() =>
        publicClient.estimateGas({
          account: accountAt(proposer),
          to: addresses.timelock,
          data: execute,
        }),
      )
      await send({ from: proposer, to: addresses.timelock, data: execute })
      await settle()
      model.setFee(basisPoints)
    },
  }
}

function offerOf(listing: Listing, index: number) {
  return offerIdOf({
    assetId: listing.id,
    index,
  })
}

function claimedIn(receipt: TransactionReceipt): bigint {
  return parseEventLogs({
    abi: revenueSharesAbi,
    eventName: 'Claimed',
    logs: receipt.logs,
  }).reduce((sum, { args }) => sum + args.amount, 0n)
}

/** Asks again until the chain's time has come. */
async function untilAccepted(ask: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 10_000
  for (;;) {
    try {
      await ask()
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}
