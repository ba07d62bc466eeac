import { addresses } from '@sahara/protocol'
import {
  contributionsAbi,
  lockedVotesAbi,
  saharaIdAbi,
} from '@sahara/protocol/abis'
import { type Address, type Hex, zeroAddress } from 'viem'
import { accounts } from '../accounts.ts'
import { skeletonOf } from '../referenceModel/createIdModel.ts'
import { contributionIdOf } from './createContributionSteps.ts'
import type { World } from './createWorld.ts'
import { handles } from './moves/createIdMoves.ts'
import type { Past } from './moves/past.ts'
import { type Question, questionsTo } from './questionsTo.ts'

const everyone = accounts.map(({ address }) => address)

/** Locked votes, Sahara IDs, their recovery, and who made what. */
export const askPeople = ({ model }: World, past: Past): Question[] => [
  ...ofVotes(model),
  ...ofIds(model),
  ...ofRecoveries(model),
  ...ofContributions(model, past),
]

function ofVotes({ votes }: World['model']): Question[] {
  const ask = questionsTo(addresses.lockedVotes, lockedVotesAbi)
  return everyone.flatMap((account) => {
    const name = account.toLowerCase()
    return [
      ask('lockedOf', [account], votes.lockedOf(name)),
      ask('unlockingOf', [account], votes.unlockingOf(name)),
      ask('getVotes', [account], votes.votesOf(name)),
      ask('delegates', [account], votes.delegateOf(name)),
    ]
  })
}

function ofIds({ ids }: World['model']): Question[] {
  const ask = questionsTo(addresses.saharaId, saharaIdAbi)
  return [
    ...everyone.flatMap((account) => {
      const name = account.toLowerCase()
      return [
        ask('idOf', [account], ids.idOf(name)),
        ask('linkNonce', [account], ids.linkNonce(name)),
      ]
    }),
    ...handles.flatMap((handle) => [
      ask('idOfHandle', [handle], ids.idOfHandle(handle)),
      ask('skeletonOf', [handle], skeletonOf(handle)),
    ]),
    ...ids.ids.flatMap(
      ({ handle, owner, profile, recipients, linked }, index) => {
        const args = [BigInt(index + 1)]
        const last = BigInt(recipients.length - 1)
        return [
          ask('handleOf', args, handle),
          ask('ownerOf', args, owner),
          ask('profileOf', args, profile),
          ask('accountsOf', args, [...linked].sort(), (found: Address[]) =>
            found.map((one) => one.toLowerCase()).sort(),
          ),
          ask('recipientCount', args, recipients.length),
          ask(
            'recipientAt',
            [...args, last],
            recipients.at(-1),
            ({ recipient }: { recipient: string }) => recipient,
          ),
        ]
      },
    ),
  ]
}

function ofRecoveries({ ids, recovery }: World['model']): Question[] {
  const ask = questionsTo(addresses.saharaId, saharaIdAbi)
  return ids.ids.flatMap((_, index) => {
    const args = [BigInt(index + 1)]
    const { guardians, threshold, delay } = recovery.guardianshipOf(index + 1)
    const { newOwner = zeroAddress, readyAt = 0 } =
      recovery.recoveryOf(index + 1) ?? {}
    return [
      ask(
        'guardianshipOf',
        args,
        [guardians, threshold, delay],
        (found: { guardians: Address[]; threshold: number; delay: number }) => [
          found.guardians,
          found.threshold,
          found.delay,
        ],
      ),
      ask(
        'recoveryOf',
        args,
        [newOwner, readyAt],
        (found: { newOwner: Address; readyAt: number }) => [
          found.newOwner,
          found.readyAt,
        ],
      ),
    ]
  })
}

function ofContributions(
  { contributions, ids }: World['model'],
  past: Past,
): Question[] {
  const ask = questionsTo(addresses.contributions, contributionsAbi)
  const isKnown = (said: Past['said'][number]) =>
    contributions.timesOf(said).attestedAt > 0
  return [
    ...past.said.filter(isKnown).map((said) => {
      const { attestedAt, acceptedAt } = contributions.timesOf(said)
      return ask(
        'contributionOf',
        [contributionIdOf(said)],
        [attestedAt, acceptedAt],
        (found: { attestedAt: number; acceptedAt: number }) => [
          found.attestedAt,
          found.acceptedAt,
        ],
      )
    }),
    ...ids.ids.flatMap((_, index) => {
      const id = BigInt(index + 1)
      const accepted = contributions.acceptedBy(index + 1)
      return [
        ask('contributionCount', [id], accepted.length),
        ...accepted.map((said, place): Question => {
          const expected: Hex = contributionIdOf(said)
          return ask('contributionAt', [id, BigInt(place)], expected)
        }),
      ]
    }),
  ]
}
