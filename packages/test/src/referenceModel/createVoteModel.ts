import type { Ledger } from './createLedger.ts'

/**
 * Locked votes once more, written from `protocol.md` and what ILockedVotes
 * says. Amounts in wei, times in Unix seconds; what must be refused throws.
 */
export type VoteModel = {
  lock: (account: string, amountWei: bigint) => void
  unlock: (account: string, amountWei: bigint, now: number) => void
  withdraw: (account: string, now: number) => void
  delegate: (account: string, to: string) => void
  lockedOf: (account: string) => bigint
  /** Unlocked and not withdrawn, due or not. */
  unlockingOf: (account: string) => bigint
  dueTo: (account: string, now: number) => bigint
  votesOf: (account: string) => bigint
  delegateOf: (account: string) => string
}

/** @param options.address under which the ledger knows LockedVotes */
export function createVoteModel(options: {
  ledger: Ledger
  address: string
  unlockDelay: number
}): VoteModel {
  const { ledger, address, unlockDelay } = options
  const locked = new Map<string, bigint>()
  const delegates = new Map<string, string>()
  let unlocking: { account: string; amountWei: bigint; dueAt: number }[] = []
  const lockedOf = (account: string) => locked.get(account) ?? 0n
  const sumOf = (list: readonly { amountWei: bigint }[]) =>
    list.reduce((sum, { amountWei }) => sum + amountWei, 0n)
  const due = (account: string, now: number) =>
    unlocking.filter((one) => one.account === account && one.dueAt <= now)

  return {
    lockedOf,
    unlockingOf: (account) =>
      sumOf(unlocking.filter((one) => one.account === account)),
    dueTo: (account, now) => sumOf(due(account, now)),
    // A vote is the locker's own until they delegate it, and then always.
    votesOf: (account) =>
      [...locked].reduce(
        (sum, [owner, amountWei]) =>
          (delegates.get(owner) ?? owner) === account ? sum + amountWei : sum,
        0n,
      ),
    delegateOf: (account) => delegates.get(account) ?? account,
    delegate: (account, to) => void delegates.set(account, to),
    lock: (account, amountWei) => {
      if (amountWei === 0n) throw new RangeError('nothing')
      ledger.move(account, address, amountWei)
      locked.set(account, lockedOf(account) + amountWei)
    },
    unlock: (account, amountWei, now) => {
      if (amountWei === 0n) throw new RangeError('nothing')
      if (lockedOf(account) < amountWei) throw new RangeError('too little')
      locked.set(account, lockedOf(account) - amountWei)
      unlocking.push({ account, amountWei, dueAt: now + unlockDelay })
    },
    withdraw: (account, now) => {
      const paid = due(account, now)
      unlocking = unlocking.filter((one) => !paid.includes(one))
      ledger.move(address, account, sumOf(paid))
    },
  }
}
