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
import { type Question, view } from './question.ts'

const everyone = accounts.map(({ address }) => address)

/** Locked votes, Sahara IDs, their recovery, and who made what. */
export const askPeople = ({ model }: World, past: Past): Question[] => [
  ...ofVotes(model),
  ...ofIds(model),
  ...ofRecoveries(model),
  ...ofContributions(model, past),
]

function ofVotes({ votes }: World['model']): Question[] {
  const at = [addresses.lockedVotes, lockedVotesAbi] as const
  return everyone.flatMap((account) => {
    const name = account.toLowerCase()
    return [
      view(...at, 'lockedOf', [account], votes.lockedOf(name)),
      view(...at, 'unlockingOf', [account], votes.unlockingOf(name)),
      view(...at, 'getVotes', [account], votes.votesOf(name)),
      view(...at, 'delegates', [account], votes.delegateOf(name)),
    ]
  })
}

function ofIds({ ids }: World['model']): Question[] {
  const at = [addresses.saharaId, saharaIdAbi] as const
  return [
    ...everyone.flatMap((account) => {
      const name = account.toLowerCase()
      return [
        view(...at, 'idOf', [account], ids.idOf(name)),
        view(...at, 'linkNonce', [account], ids.linkNonce(name)),
      ]
    }),
    ...handles.flatMap((handle) => [
      view(...at, 'idOfHandle', [handle], ids.idOfHandle(handle)),
      view(...at, 'skeletonOf', [handle], skeletonOf(handle)),
    ]),
    ...ids.ids.flatMap(
      ({ handle, owner, profile, recipients, linked }, index) => {
        const args = [BigInt(index + 1)]
        const last = BigInt(recipients.length - 1)
        return [
          view(...at, 'handleOf', args, handle),
          view(...at, 'ownerOf', args, owner),
          view(...at, 'profileOf', args, profile),
          {
            ...view(...at, 'accountsOf', args, [...linked].sort()),
            of: (found: Address[]) =>
              found.map((one) => one.toLowerCase()).sort(),
          },
          view(...at, 'recipientCount', args, recipients.length),
          {
            ...view(...at, 'recipientAt', [...args, last], recipients.at(-1)),
            of: ({ recipient }: { recipient: string }) => recipient,
          },
        ]
      },
    ),
  ]
}

function ofRecoveries({ ids, recovery }: World['model']): Question[] {
  const at = [addresses.saharaId, saharaIdAbi] as const
  return ids.ids.flatMap((_, index) => {
    const args = [BigInt(index + 1)]
    const { guardians, threshold, delay } = recovery.guardianshipOf(index + 1)
    const { newOwner = zeroAddress, readyAt = 0 } =
      recovery.recoveryOf(index + 1) ?? {}
    return [
      {
        ...view(...at, 'guardianshipOf', args, [guardians, threshold, delay]),
        of: (found: {
          guardians: Address[]
          threshold: number
          delay: number
        }) => [found.guardians, found.threshold, found.delay],
      },
      {
        ...view(...at, 'recoveryOf', args, [newOwner, readyAt]),
        of: (found: { newOwner: Address; readyAt: number }) => [
          ...[found.newOwner, found.readyAt],
        ],
      },
    ]
  })
}

function ofContributions(
  { contributions, ids }: World['model'],
  past: Past,
): Question[] {
  const at = [addresses.contributions, contributionsAbi] as const
  const isKnown = (said: Past['said'][number]) =>
    contributions.timesOf(said).attestedAt > 0
  return [
    ...past.said.filter(isKnown).map((said) => {
      const { attestedAt, acceptedAt } = contributions.timesOf(said)
      return {
        ...view(
          ...at,
          'contributionOf',
          [contributionIdOf(said)],
          [...[attestedAt, acceptedAt]],
        ),
        of: (found: { attestedAt: number; acceptedAt: number }) => [
          ...[found.attestedAt, found.acceptedAt],
        ],
      }
    }),
    ...ids.ids.flatMap((_, index) => {
      const id = BigInt(index + 1)
      const accepted = contributions.acceptedBy(index + 1)
      return [
        view(...at, 'contributionCount', [id], accepted.length),
        ...accepted.map((said, place): Question => {
          const expected: Hex = contributionIdOf(said)
          return view(...at, 'contributionAt', [id, BigInt(place)], expected)
        }),
      ]
    }),
  ]
}
