import type { AssetModel } from './createAssetModel.ts'
import type { EscrowModel, ModelAgreement } from './createEscrowModel.ts'
import { refuseIf } from './refuseIf.ts'

/** A key share that a keeper signed for, of a version whose root has it. */
export type ModelKeyShare = {
  asset: string
  version: number
  keeper: string
  /** Of the keeper's registration when it was dealt. */
  epoch: number
}

export type ModelFee = {
  /** Unix seconds; undefined: it does not charge. */
  paidUntil: number | undefined
  unpaidSince: number
  /** Of the asset, whose key share it charges for; 0: it never did. */
  version: number
  /** Of a wei that is due since then, in parts of 30 days in seconds. */
  fraction: bigint
}

/**
 * Keepers once more, written from `protocol.md`, decisions 18, 19, 26, 27, 28,
 * 34, and what the interfaces say. Amounts in wei, `now` in Unix seconds; what
 * must be refused throws.
 */
export type KeeperModel = {
  register: (keeper: string, now: number) => void
  leave: (keeper: string, now: number) => void
  releaseStake: (keeper: string, now: number) => void
  challenge: (asker: string, share: ModelKeyShare, now: number) => void
  answer: (
    caller: string,
    asker: string,
    share: ModelKeyShare,
    now: number,
  ) => void
  settle: (asker: string, share: ModelKeyShare, now: number) => void
  proveLie: (share: ModelKeyShare, now: number) => void
  beginFee: (caller: string, share: ModelKeyShare, now: number) => void
  drawFee: (asset: string, keeper: string, now: number) => void
  shred: (caller: string, asset: string, version: number, now: number) => void
  /** @param successor undefined: nobody any more */
  nameSuccessor: (keeper: string, successor: string | undefined) => void
  /** Who holds its key shares after it; undefined: nobody was named. */
  successorOf: (keeper: string) => string | undefined
  isListed: (keeper: string) => boolean
  epochOf: (keeper: string) => number
  /** 0: it did not leave, or has it back. */
  dueAt: (keeper: string) => number
  openOf: (keeper: string) => number
  feeOf: (asset: string, keeper: string) => ModelFee
  isUnpaid: (asset: string, keeper: string, now: number) => boolean
}

/** What the DAO has set. Amounts in wei, times in seconds. */
export type KeeperTerms = {
  stakeWei: bigint
  unbondDelay: number
  challengePeriod: number
  feeWei: bigint
}

const month = 30 * 86_400

/**
 * @param options.mayOpen whether keepers must give someone their share of a key
 * @param options.refundHoursOf the longest refund window of an asset's offers
 */
export function createKeeperModel(options: {
  escrow: EscrowModel
  terms: KeeperTerms
  assets: AssetModel
  mayOpen: (account: string, asset: string, now: number) => boolean
  refundHoursOf: (asset: string) => number
  stakeOf: (keeper: string) => ModelAgreement
  challengeBondOf: (asker: string) => ModelAgreement
  feePotOf: (asset: string, owner: string) => ModelAgreement
}): KeeperModel {
  const { escrow, terms, assets } = options
  const keepers = new Map<string, ReturnType<typeof newKeeper>>()
  const successors = new Map<string, string | undefined>()
  const shreddedAt = new Map<string, number>()
  const fees = new Map<string, ModelFee & { epoch: number }>()
  const challenges = new Map<
    string,
    { keeper: string; openedAt: number; answerBy: number }
  >()
  const challengeWei = terms.stakeWei / 1_000_000n

  const newKeeper = () => ({
    ...{ epoch: 0, isListed: false, listedAt: 0, answersFrom: 0 },
    /** 0: it did not leave. */
    leftAt: 0,
    hasPaid: false,
    /** Silence before then was paid for. */
    forgivenUntil: 0,
  })

  function at(keeper: string) {
    const found = keepers.get(keeper) ?? newKeeper()
    keepers.set(keeper, found)
    return found
  }
  const dueAt = (keeper: string) => {
    const { leftAt } = at(keeper)
    return leftAt === 0 ? 0 : leftAt + terms.unbondDelay
  }
  /** It has a stake, and had it without a break since. */
  const answersFor = ({
    keeper,
    epoch,
  }: Pick<ModelKeyShare, 'keeper' | 'epoch'>) => {
    const { isListed, leftAt, answersFrom } = at(keeper)
    return (isListed || leftAt > 0) && epoch >= answersFrom
  }
  const lockedOf = (keeper: string) =>
    escrow.depositOf(options.stakeOf(keeper)).locked
  const idOf = (asker: string, share: ModelKeyShare) =>
    [asker, share.asset, share.version, share.keeper, share.epoch].join(':')
  const versionKey = (asset: string, version: number) => `${asset}:${version}`
  const feeKey = (asset: string, keeper: string) => `${asset}:${keeper}`
  const openOf = (keeper: string) =>
    [...challenges.values()].filter((one) => one.keeper === keeper).length

  function takeOff(keeper: string, now: number): void {
    const standing = at(keeper)
    if (!standing.isListed) return
    standing.isListed = false
    standing.leftAt = now
  }

  function isUnpaid(asset: string, keeper: string, now: number): boolean {
    const fee = fees.get(feeKey(asset, keeper))
    if (!fee || fee.unpaidSince === 0 || terms.feeWei === 0n) return false
    return now > fee.unpaidSince + month && answersFor({ ...fee, keeper })
  }

  /** After the event, by the second, and what is below a wei stays due. */
  function draw(asset: string, keeper: string, now: number): void {
    const fee = fees.get(feeKey(asset, keeper))
    const owner = assets.ownerOf(asset)
    if (fee?.paidUntil === undefined || owner === undefined) return
    const { listedAt, leftAt } = at(keeper)
    const from = Math.max(fee.paidUntil, listedAt, now - 3 * month)
    const shredded = shreddedAt.get(versionKey(asset, fee.version))
    const ends = [now, leftAt, shredded ?? 0]
    const until = Math.max(from, Math.min(...ends.filter((end) => end > 0)))
    const parts = terms.feeWei * BigInt(until - from) + fee.fraction
    const dueWei = parts / BigInt(month)
    const pot = options.feePotOf(asset, owner)
    const { free } = escrow.depositOf(pot)
    const paidWei = free < dueWei ? free : dueWei
    escrow.lock(pot, paidWei)
    escrow.pay(pot, keeper, paidWei)
    if (paidWei === dueWei) {
      fee.paidUntil = until
      fee.unpaidSince = 0
      fee.fraction = parts % BigInt(month)
      return
    }
    const paidParts = paidWei * BigInt(month) - fee.fraction
    const seconds = paidParts > 0n ? paidParts / terms.feeWei : 0n
    fee.paidUntil = from + Number(seconds)
    fee.fraction = 0n
    if (fee.unpaidSince === 0) fee.unpaidSince = now
  }

  return {
    dueAt,
    openOf,
    isUnpaid,
    isListed: (keeper) => at(keeper).isListed,
    epochOf: (keeper) => at(keeper).epoch,
    feeOf: (asset, keeper) =>
      fees.get(feeKey(asset, keeper)) ?? {
        ...{ paidUntil: undefined, unpaidSince: 0, fraction: 0n, version: 0 },
      },
    successorOf: (keeper) => successors.get(keeper),
    nameSuccessor: (keeper, successor) => {
      const isNamed = successor !== undefined
      refuseIf({
        // Who left may hand over too; who takes over must be there.
        'not listed':
          at(keeper).epoch === 0 || (isNamed && !at(successor).isListed),
        'nobody succeeds themselves': successor === keeper,
      })
      successors.set(keeper, successor)
    },
    register: (keeper, now) => {
      const stake = options.stakeOf(keeper)
      const lacks = terms.stakeWei - lockedOf(keeper)
      if (lacks > 0n) escrow.lock(stake, lacks)
      const standing = at(keeper)
      standing.epoch += 1
      if (!standing.isListed) {
        standing.listedAt = now
        // What it took before its stake went back, it does not answer for.
        if (standing.leftAt === 0) standing.answersFrom = standing.epoch
      }
      if (standing.hasPaid) standing.forgivenUntil = now
      Object.assign(standing, { isListed: true, leftAt: 0, hasPaid: false })
    },
    leave: (keeper, now) => {
      refuseIf({ 'not listed': !at(keeper).isListed })
      takeOff(keeper, now)
    },
    releaseStake: (keeper, now) => {
      refuseIf({
        'did not leave': dueAt(keeper) === 0,
        'not due': now < dueAt(keeper),
        'challenges are open': openOf(keeper) > 0,
      })
      escrow.release(options.stakeOf(keeper), lockedOf(keeper))
      at(keeper).leftAt = 0
    },
    challenge: (asker, share, now) => {
      const { asset, version, keeper } = share
      const due = dueAt(keeper)
      refuseIf({
        'no access': !options.mayOpen(asker, asset, now),
        'does not answer for it': !answersFor(share) || (due > 0 && now >= due),
        shredded: shreddedAt.has(versionKey(asset, version)),
        unpaid: isUnpaid(asset, keeper, now),
        'asked already': challenges.has(idOf(asker, share)),
        'too little aside':
          escrow.depositOf(options.challengeBondOf(asker)).free < challengeWei,
      })
      escrow.lock(options.challengeBondOf(asker), challengeWei)
      challenges.set(idOf(asker, share), {
        ...{ keeper, openedAt: now, answerBy: now + terms.challengePeriod },
      })
    },
    answer: (caller, asker, share, now) => {
      const found = challenges.get(idOf(asker, share))
      refuseIf({
        'not asked': !found,
        'another was asked': found !== undefined && found.keeper !== caller,
        'too late': found !== undefined && now > found.answerBy,
      })
      challenges.delete(idOf(asker, share))
      escrow.pay(options.challengeBondOf(asker), caller, challengeWei)
    },
    settle: (asker, share, now) => {
      const found = challenges.get(idOf(asker, share))
      refuseIf({
        'not asked': !found,
        'too early': found !== undefined && now <= found.answerBy,
      })
      challenges.delete(idOf(asker, share))
      const { keeper } = share
      const standing = at(keeper)
      const isPaidFor =
        standing.hasPaid || (found?.openedAt ?? 0) < standing.forgivenUntil
      if (!isPaidFor) {
        const tenth = terms.stakeWei / 10n
        const locked = lockedOf(keeper)
        escrow.slash(options.stakeOf(keeper), tenth < locked ? tenth : locked)
        standing.hasPaid = true
        takeOff(keeper, now)
      }
      escrow.release(options.challengeBondOf(asker), challengeWei)
    },
    proveLie: (share, now) => {
      const { keeper } = share
      refuseIf({ 'does not answer for it': !answersFor(share) })
      escrow.slash(options.stakeOf(keeper), lockedOf(keeper))
      // With all it has, it has answered for all that it took.
      at(keeper).answersFrom = at(keeper).epoch + 1
      takeOff(keeper, now)
    },
    beginFee: (caller, share, now) => {
      const { asset, version, keeper, epoch } = share
      const before = fees.get(feeKey(asset, keeper))
      const charges =
        before?.paidUntil !== undefined && answersFor({ ...before, keeper })
      const isOver =
        charges && shreddedAt.has(versionKey(asset, before.version))
      refuseIf({
        'not listed': !at(caller).isListed,
        'dealt to another': caller !== keeper,
        'does not answer for it': !answersFor(share),
        shredded: shreddedAt.has(versionKey(asset, version)),
        'charges already': charges && !isOver,
      })
      // What it kept of the version that is shredded is paid first.
      if (isOver) draw(asset, keeper, now)
      fees.set(feeKey(asset, keeper), {
        ...{ paidUntil: now, unpaidSince: 0, fraction: 0n },
        ...{ version, epoch },
      })
    },
    drawFee: (asset, keeper, now) => {
      const fee = fees.get(feeKey(asset, keeper))
      refuseIf({
        'does not charge': fee === undefined,
        'does not answer for it':
          fee !== undefined && !answersFor({ ...fee, keeper }),
      })
      draw(asset, keeper, now)
    },
    shred: (caller, asset, version, now) => {
      const soldUntil = assets.soldUntilOf(asset, version)
      const key = versionKey(asset, version)
      // Who bought last has their window, or the time to make a keeper answer.
      const time = Math.max(
        options.refundHoursOf(asset) * 3_600,
        terms.challengePeriod,
      )
      refuseIf({
        'not its owner': assets.ownerOf(asset) !== caller,
        'no such version': assets.versionsOf(asset)[version - 1] === undefined,
        'still sold': soldUntil === undefined || now < soldUntil + time,
        shredded: shreddedAt.has(key),
      })
      shreddedAt.set(key, now)
    },
  }
}
