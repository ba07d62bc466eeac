import type { CheckedKeeper } from '@sahara/sdk'
import { clean } from '../terminal/clean.ts'
import { toTable } from '../terminal/toTable.ts'
import { toCount, toShortAmount } from '../terminal/words.ts'

/** What `sahara keeper list` shows. */
export function toKeeperLines(keepers: readonly CheckedKeeper[]): string[] {
  if (keepers.length === 0)
    return ['No keepers are registered. `sahara keeper run` runs one.']
  const alive = keepers.filter((keeper) => keeper.alive).length
  return [
    ...toTable(
      [
        { title: 'KEEPER' },
        { title: 'ANSWERS' },
        { title: 'STAKE', align: 'right' },
        { title: 'EPOCH', align: 'right' },
        { title: 'ENDPOINT', grow: true },
      ],
      keepers.map((keeper) => [
        keeper.address,
        keeper.alive ? 'yes' : 'no',
        toShortAmount(keeper.stakeWei),
        String(keeper.epoch),
        clean(keeper.endpoint),
      ]),
    ),
    '',
    `${alive} of ${toCount(keepers.length, 'keeper')} answer.`,
  ]
}
