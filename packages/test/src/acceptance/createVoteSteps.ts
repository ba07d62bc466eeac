import { addresses } from '@sahara/protocol'
import { lockedVotesAbi } from '@sahara/protocol/abis'
import { callsOf } from './callsOf.ts'
import { addressOf, nameOf, type World } from './createWorld.ts'

export type VoteSteps = ReturnType<typeof createVoteSteps>

/** Locks of votes, done twice: by the contract and by the model. */
export function createVoteSteps({ replay, model: { votes } }: World) {
  const call = callsOf(replay.step, addresses.lockedVotes, lockedVotesAbi)
  return {
    lock: (from: number, amountWei: bigint) =>
      call(from, 'lock', [amountWei], () =>
        votes.lock(nameOf(from), amountWei),
      ),
    unlock: (from: number, amountWei: bigint) =>
      call(from, 'unlock', [amountWei], (now) =>
        votes.unlock(nameOf(from), amountWei, now),
      ),
    /** Whoever calls, the account is paid. */
    withdraw: (from: number, account: number) =>
      call(from, 'withdraw', [addressOf(account)], (now) =>
        votes.withdraw(nameOf(account), now),
      ),
    delegate: (from: number, to: number) =>
      call(from, 'delegate', [addressOf(to)], () =>
        votes.delegate(nameOf(from), nameOf(to)),
      ),
  }
}
