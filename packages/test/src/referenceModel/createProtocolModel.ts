import {
  type AccessModel,
  createAccessModel,
  type ModelOffer,
} from './createAccessModel.ts'
import {
  type AssetModel,
  createAssetModel,
  type ModelVersion,
} from './createAssetModel.ts'
import {
  type AuthorizationModel,
  createAuthorizationModel,
  type ModelAuthorization,
} from './createAuthorizationModel.ts'
import {
  type ContributionModel,
  createContributionModel,
} from './createContributionModel.ts'
import {
  createEscrowModel,
  type EscrowModel,
  type ModelAgreement,
} from './createEscrowModel.ts'
import { createIdModel, type IdModel } from './createIdModel.ts'
import {
  createKeeperModel,
  type KeeperModel,
  type KeeperTerms,
} from './createKeeperModel.ts'
import { createLedger, type Ledger } from './createLedger.ts'
import {
  createRecoveryModel,
  type RecoveryModel,
} from './createRecoveryModel.ts'
import {
  createReferenceModel,
  type ReferenceModel,
} from './createReferenceModel.ts'
import { createTradeModel, type TradeModel } from './createTradeModel.ts'
import { createVoteModel, type VoteModel } from './createVoteModel.ts'
import type { Parent } from './mergeLineage.ts'
import { refuseIf } from './refuseIf.ts'

/** What the DAO has set. Basis points, wei, seconds. */
export type ProtocolTerms = KeeperTerms & {
  fee: number
  exchangeFee: bigint
  resaleRoyalty: bigint
  bondWei: bigint
  bondDelay: number
  unlockDelay: number
  minRecoveryDelay: number
  /** When the guardian of the DAO ends, in Unix seconds. */
  sunset: number
}

/** What a vote changes in the middle of all else. */
export type ChangingTerm = 'fee' | 'exchangeFee' | 'resaleRoyalty' | 'feeWei'

/** Under which names the ledger knows the contracts that hold money. */
export type ProtocolNames = {
  revenue: string
  escrow: string
  lockedVotes: string
  treasury: string
  splitterOf: (asset: string) => string
  /** What stands for a Sahara ID where an account is asked for. */
  idAccountOf: (id: number) => string
}

export type ModelPurchase = {
  id: string
  offer: string
  payer: string
  beneficiary: string
  maxPriceWei: bigint
  /** In coin, which becomes SAHARA on the way. */
  isNative: boolean
  /** By what the payer signed, whoever brings it, and for how much. */
  authorization?: { signed: ModelAuthorization; amountWei: bigint }
}

/**
 * The whole protocol once more: the models of its parts, with one ledger, one
 * set of accounts and one of assets under all of them. What must be refused
 * throws, and then nothing has changed.
 */
export type ProtocolModel = {
  terms: ProtocolTerms
  ledger: Ledger
  money: ReferenceModel
  assets: AssetModel
  access: AccessModel
  trade: TradeModel
  authorizations: AuthorizationModel
  escrow: EscrowModel
  keepers: KeeperModel
  votes: VoteModel
  ids: IdModel
  recovery: RecoveryModel
  contributions: ContributionModel
  publish: (
    publication: {
      asset: string
      publisher: string
      version: ModelVersion
      parents: (Parent & { offer: string })[]
      contributors: { account: string; shares: number }[]
      offers: readonly ModelOffer[]
    },
    now: number,
  ) => void
  buy: (purchase: ModelPurchase, now: number) => void
  pay: (payer: string, asset: string, amountWei: bigint) => void
  /** @param purchase `holdOf` it */
  release: (purchase: string, now: number) => void
  refund: (purchase: string) => void
  proveFault: (commitment: string) => void
  /** From now on; what was paid and held before keeps the terms of then. */
  setTerm: (name: ChangingTerm, value: bigint) => void
  /** By the guardian: no new business for a week. */
  pause: (now: number) => void
  unpause: (now: number) => void
  /** In Unix seconds; 0: it never was. */
  pausedUntil: () => number
  claim: (account: string, assets: string[]) => bigint
  claimTreasury: () => void
  /** What waits for an asset is paid to it, as anyone would. */
  releaseRoyalties: (asset: string) => void
  /** Fees that the treasury has not taken yet. */
  treasuryOwed: () => bigint
  /** What became SAHARA because someone paid in coin. */
  mintedWei: () => bigint
}

const day = 86_400

/** Names a purchase of a payer, whoever else has one of the same id. */
export const holdOf = (payer: string, id: string): string => `${payer}:${id}`

export function createProtocolModel(options: {
  terms: ProtocolTerms
  names: ProtocolNames
  stakeOf: (keeper: string) => ModelAgreement
  challengeBondOf: (asker: string) => ModelAgreement
  feePotOf: (asset: string, owner: string) => ModelAgreement
  bondOf: (asset: string, publisher: string) => ModelAgreement
}): ProtocolModel {
  const { terms, names } = options
  const { treasury, revenue, splitterOf } = names
  const ledger = createLedger()
  const money = createReferenceModel({ feeBasisPoints: terms.fee })
  const escrow = createEscrowModel({ ledger, address: names.escrow, treasury })
  const assets = createAssetModel({ escrow, terms, bondOf: options.bondOf })
  const ids = createIdModel()
  const { ownerOf } = assets
  const access = createAccessModel({
    ...{ ownerOf, sharesOf: money.sharesOf },
    organisationOf: (account) => {
      const id = ids.idOf(account)
      return id === 0 ? undefined : names.idAccountOf(id)
    },
  })
  const keepers = createKeeperModel({
    ...{ ...options, escrow, assets, refundHoursOf: access.refundHoursOf },
    mayOpen: (account, asset, now) =>
      access.hasAccess(account, asset, 'download', now),
  })
  const authorizations = createAuthorizationModel()
  const trade = createTradeModel({
    ...{ ledger, assets, money, rates: terms, treasury, splitterOf },
    authorizations,
  })
  const votes = createVoteModel({
    ...{ ledger, address: names.lockedVotes, unlockDelay: terms.unlockDelay },
  })
  const recovery = createRecoveryModel({
    ids,
    minDelay: terms.minRecoveryDelay,
  })
  const contributions = createContributionModel({ assets, ids })
  const bought = new Set<string>()
  const holds = new Map<
    string,
    { commitment: string; payer: string; amountWei: bigint; until: number }
  >()
  const faulty = new Set<string>()
  let treasuryTaken = 0n
  let mintedWei = 0n
  let [pausedUntil, nextPauseAt] = [0, 0]
  const treasuryOwed = () => money.treasury() - treasuryTaken

  const isFaulty = (held: { commitment: string } | undefined) =>
    faulty.has(held?.commitment ?? 'none')

  return {
    ...{ terms, ledger, money, assets, access, trade, escrow, keepers },
    ...{
      authorizations,
      votes,
      ids,
      recovery,
      contributions,
      treasuryOwed,
      mintedWei: () => mintedWei,
      pausedUntil: () => pausedUntil,
    },
    publish: ({ asset, publisher, version, ...rest }, now) => {
      const { parents, contributors, offers } = rest
      refuseIf({
        paused: now < pausedUntil,
        ...assets.refusalsOf(asset, publisher),
        'licence not held': parents.some(
          ({ offer }) => !access.holdsOffer(publisher, offer, now),
        ),
        'the lineage exceeds its cap': !money.fits(parents),
      })
      money.publish({ asset, parents, contributors })
      assets.publish(asset, publisher, version)
      access.add(publisher, offers)
    },
    buy: ({ id, offer, payer, beneficiary, ...rest }, now) => {
      const { asset, priceWei, refundHours } = access.offerOf(offer)
      const { authorization } = rest
      const purchase = holdOf(payer, id)
      refuseIf({
        paused: now < pausedUntil,
        'bought before': bought.has(purchase),
        ...access.refusalsOf(offer, beneficiary, now),
        'not for sale': assets.statusOf(asset) !== 'active',
        'price above maximum': priceWei > rest.maxPriceWei,
        'another amount':
          authorization !== undefined && authorization.amountWei !== priceWei,
        ...(authorization &&
          authorizations.refusalsOf(authorization.signed, {
            ...{ payer, amountWei: authorization.amountWei, now },
          })),
        'too little money':
          !rest.isNative && ledger.balanceOf(payer) < priceWei,
      })
      bought.add(purchase)
      if (authorization) authorizations.use(authorization.signed)
      if (rest.isNative) {
        ledger.endow(revenue, priceWei)
        mintedWei += priceWei
      } else ledger.move(payer, revenue, priceWei)
      access.buy(offer, beneficiary, now, purchase)
      if (refundHours === 0 || priceWei === 0n) {
        money.pay(asset, priceWei)
        return
      }
      const until = now + refundHours * 3_600
      // Of what it is sold with now, whatever versions come later.
      const commitment = assets.commitmentOf(asset) ?? 'none'
      holds.set(purchase, { commitment, payer, amountWei: priceWei, until })
      money.hold(purchase, asset, priceWei)
    },
    pay: (payer, asset, amountWei) => {
      refuseIf({
        'pays nothing': amountWei === 0n,
        'too little money': ledger.balanceOf(payer) < amountWei,
      })
      ledger.move(payer, revenue, amountWei)
      money.pay(asset, amountWei)
    },
    release: (purchase, now) => {
      const held = holds.get(purchase)
      refuseIf({
        'not held': !held,
        'held for longer': held !== undefined && now < held.until,
        'key is bad': isFaulty(held),
      })
      holds.delete(purchase)
      money.release(purchase)
    },
    refund: (purchase) => {
      const held = holds.get(purchase)
      refuseIf({
        'not held': !held,
        'key is good': held !== undefined && !isFaulty(held),
      })
      holds.delete(purchase)
      money.refund(purchase)
      access.refund(purchase)
      if (held) ledger.move(revenue, held.payer, held.amountWei)
    },
    proveFault: (commitment) => void faulty.add(commitment),
    setTerm: (name, value) => {
      if (name === 'fee') {
        terms.fee = Number(value)
        money.setFee(terms.fee)
      } else terms[name] = value
    },
    pause: (now) => {
      refuseIf({
        'guardian ended': now >= terms.sunset,
        'paused lately': now < nextPauseAt,
      })
      nextPauseAt = now + 30 * day
      pausedUntil = now + 7 * day
    },
    unpause: (now) => {
      refuseIf({ 'guardian ended': now >= terms.sunset })
      pausedUntil = now
    },
    claim: (account, from) => {
      const amountWei = money.claim(account, from)
      ledger.move(revenue, account, amountWei)
      return amountWei
    },
    claimTreasury: () => {
      ledger.move(revenue, treasury, treasuryOwed())
      treasuryTaken = money.treasury()
    },
    releaseRoyalties: (asset) => {
      const amountWei = ledger.balanceOf(splitterOf(asset))
      ledger.move(splitterOf(asset), revenue, amountWei)
      if (amountWei > 0n) money.pay(asset, amountWei)
    },
  }
}
