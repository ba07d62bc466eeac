import { addresses } from '@sahara/protocol'
import { lockedVotesAbi } from '@sahara/protocol/abis'
import type { Outcome } from './createMarket.ts'
import { addressOf, nameOf, type World } from './createWorld.ts'

/** Locks of votes, done twice: by the contract and by the model. */
export type VoteSteps = {
  lock: (from: number, amountWei: bigint) => Outcome
  unlock: (from: number, amountWei: bigint) => Outcome
  /** Whoever calls, the account is paid. */
  withdraw: (from: number, account: number) => Outcome
  delegate: (from: number, to: number) => Outcome
}

export function createVoteSteps({ replay, model }: World): VoteSteps {
  const { votes } = model
  const call = (
    from: number,
    functionName: string,
    args: readonly unknown[],
  ) => ({
    ...{ from, to: addresses.lockedVotes, abi: lockedVotesAbi },
    ...{ functionName, args },
  })
  return {
    lock: (from, amountWei) =>
      replay.step({
        ...call(from, 'lock', [amountWei]),
        model: () => votes.lock(nameOf(from), amountWei),
      }),
    unlock: (from, amountWei) =>
      replay.step({
        ...call(from, 'unlock', [amountWei]),
        model: (now) => votes.unlock(nameOf(from), amountWei, now),
      }),
    withdraw: (from, account) =>
      replay.step({
        ...call(from, 'withdraw', [addressOf(account)]),
        model: (now) => votes.withdraw(nameOf(account), now),
      }),
    delegate: (from, to) =>
      replay.step({
        ...call(from, 'delegate', [addressOf(to)]),
        model: () => votes.delegate(nameOf(from), nameOf(to)),
      }),
  }
}
