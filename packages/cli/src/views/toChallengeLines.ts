import type { ChallengePage } from '@sahara/protocol/api'
import { toTable } from '../terminal/toTable.ts'
import { toAmount, toShortId, toTime } from '../terminal/words.ts'

/** What `sahara keeper challenges` shows. */
export function toChallengeLines({ items }: ChallengePage): string[] {
  if (items.length === 0) return ['Nobody has challenged this keeper.']
  return toTable(
    [
      { title: 'OPENED' },
      { title: 'ASSET' },
      { title: 'VERSION', align: 'right' },
      { title: 'STATE', grow: true },
    ],
    items.map(({ at, assetId, version, state, answerBy, penalty }) => [
      toTime(at),
      toShortId(assetId),
      String(version),
      state === 'open'
        ? `must answer by ${toTime(answerBy)}`
        : state === 'answered'
          ? 'answered'
          : `silent, lost ${toAmount(penalty ?? '0')}`,
    ]),
  )
}
