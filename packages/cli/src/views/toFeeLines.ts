import type { KeeperFee } from '@sahara/sdk'
import { toTable } from '../terminal/toTable.ts'
import { toAmount, toTime } from '../terminal/words.ts'

/** What `sahara keeper fee` shows. */
export function toFeeLines(
  fees: readonly (KeeperFee & { keeper: string })[],
): string[] {
  const [first] = fees
  if (!first) return ['No keepers are registered.']
  if (first.feeWei === 0n) return ['Keepers take no fee on this network.']
  return [
    ...toTable(
      [{ title: 'KEEPER' }, { title: 'PAID', grow: true }],
      fees.map(({ keeper, paidUntil, unpaidSince, isDue }) => [
        keeper,
        paidUntil === 0
          ? 'does not charge'
          : `until ${toTime(paidUntil)}${unpaidSince > 0 ? ', in part' : ''}${isDue ? '' : ', ended'}`,
      ]),
    ),
    '',
    `Each that charges is paid ${toAmount(first.feeWei)} for 30 days.`,
    `${toAmount(first.freeWei)} are left, of the owner ${first.owner}.`,
  ]
}
