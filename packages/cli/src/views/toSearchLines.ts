import type { AssetPage } from '@sahara/protocol/api'
import { clean } from '../terminal/clean.ts'
import { dim } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import {
  toPrice,
  toShortAddress,
  toShortAmount,
  toShortId,
} from '../terminal/words.ts'

/** What `sahara search` shows. */
export function toSearchLines(page: AssetPage): string[] {
  if (page.items.length === 0)
    return ['Nothing found. Try other words, or none to see everything.']
  const table = toTable(
    [
      { title: 'ID' },
      { title: 'KIND' },
      { title: 'SAHARA', align: 'right' },
      { title: 'OWNER' },
      { title: 'TITLE', grow: true },
    ],
    page.items.map((asset) => [
      toShortId(asset.assetId),
      asset.kind,
      toListPrice(asset),
      toShortAddress(asset.owner),
      clean(asset.title),
    ]),
  )
  return [
    ...table,
    '',
    dim('`sahara show ID` shows one and its offers.'),
    ...(page.items.some(({ restricted }) => restricted)
      ? [dim('* Not for everyone: `sahara show ID` says who may buy.')]
      : []),
    ...(page.nextCursor
      ? [dim(`More: the same with --cursor ${page.nextCursor}`)]
      : []),
  ]
}

function toListPrice(asset: AssetPage['items'][number]): string {
  if (asset.status !== 'active') return asset.status
  if (asset.fromPrice === null) return 'no offer'
  const price =
    asset.fromPrice === '0'
      ? toPrice(asset.fromPrice)
      : toShortAmount(asset.fromPrice)
  return asset.restricted ? `${price} *` : price
}
