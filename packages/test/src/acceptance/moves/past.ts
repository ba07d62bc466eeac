import type { Hex } from 'viem'
import type { ModelContribution } from '../../referenceModel/createContributionModel.ts'
import type { OfferPair } from '../createAccess.ts'
import type { Hold, Listing, Outcome } from '../createMarket.ts'
import type { SignedByIndex } from '../createTrading.ts'
import type { DealtShare } from '../dealShares.ts'

/** What happened so far, as the sequence itself remembers it. */
export type Past = {
  listings: Listing[]
  /** Settled ones too. */
  holds: Hold[]
  /** Keys of versions that came later. */
  keys: Pick<Listing, 'commitment' | 'fault'>[]
  orders: SignedByIndex[]
  /** Signed and brought, also in vain. */
  payments: { payer: number; nonce: Hex }[]
  /** Beside those that every listing begins with. */
  offers: OfferPair[]
  asked: { asker: number; share: DealtShare }[]
  /** For which fees are charged, or were. */
  charged: DealtShare[]
  /** Of who contributed to what; also in vain. */
  said: ModelContribution[]
}

/** How often it is chosen among its area's, and what it does. */
export type Move = readonly [weight: number, act: () => Outcome | undefined]

/** Accounts that publish, buy, hold shares and trade. */
export const traders = [0, 1, 2, 3, 4, 5, 6, 7] as const
/** Traders that are keepers too. */
export const keepers = [5, 6, 7] as const
/** Holds what others put aside, as a contract would. */
export const holder = 8
export const anyone = 9
