import type { Earnings } from '@sahara/protocol/api'
import { clean } from '../terminal/clean.ts'
import { dim } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import {
  toAmount,
  toPercent,
  toShortAmount,
  toShortId,
} from '../terminal/words.ts'

/** What `sahara earnings` shows. */
export function toEarningsLines(earnings: Earnings): string[] {
  if (earnings.assets.length === 0)
    return [
      'Nothing earned: this account holds no revenue shares.',
      '`sahara publish FOLDER` makes some.',
    ]
  const rows = earnings.assets.map((asset) => [
    toShortId(asset.assetId),
    toPercent(asset.shares),
    ...[
      asset.total,
      asset.claimed,
      asset.claimable,
      asset.pending,
      asset.held,
    ].map(toShortAmount),
    clean(asset.title),
  ])
  const owed = BigInt(earnings.claimable) + BigInt(earnings.pending)
  return [
    ...toTable(
      [
        { title: 'ID' },
        { title: 'SHARES', align: 'right' },
        { title: 'EARNED', align: 'right' },
        { title: 'CLAIMED', align: 'right' },
        { title: 'CLAIMABLE', align: 'right' },
        { title: 'PENDING', align: 'right' },
        { title: 'HELD', align: 'right' },
        { title: 'TITLE', grow: true },
      ],
      rows,
    ),
    '',
    `Earned ${toAmount(earnings.total)}, claimed ${toAmount(earnings.claimed)}.`,
    ...(owed > 0n
      ? [
          `To collect: ${toAmount(owed)}.`,
          dim(
            '`sahara claim` distributes what is pending and collects it all.',
          ),
        ]
      : []),
    ...(BigInt(earnings.held) > 0n
      ? [
          `Held, and may still be refunded: ${toAmount(earnings.held)}.`,
          dim('`sahara explain` says until when.'),
        ]
      : []),
  ]
}
