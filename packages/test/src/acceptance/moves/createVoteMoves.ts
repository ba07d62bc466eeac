import { parseEther } from 'viem'
import type { Random } from '../../createRandom.ts'
import type { VoteSteps } from '../createVoteSteps.ts'
import { anyone, type Move, traders } from './past.ts'

/** Locks of votes by the traders. */
export function createVoteMoves(random: Random, votes: VoteSteps): Move[] {
  const someone = () => random.pick(traders)
  return [
    [
      3,
      () => {
        const small = random.bigint(parseEther('1000'))
        const isTooMuch = random.integer(8) === 0
        return votes.lock(someone(), isTooMuch ? 10n ** 30n : small)
      },
    ],
    [2, () => votes.unlock(someone(), random.bigint(parseEther('900')) + 1n)],
    [2, () => votes.withdraw(anyone, someone())],
    [2, () => votes.delegate(someone(), someone())],
  ]
}
