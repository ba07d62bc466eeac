import type { Expiries, HolderList, LicenceList } from '@sahara/protocol/api'
import { clean } from '../terminal/clean.ts'
import { dim } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import { toDay, toShortId } from '../terminal/words.ts'

type Access = { sold: Expiries; granted: Expiries }

/**
 * What `sahara licences` shows.
 *
 * @param now Unix seconds: what ended before is said to be over
 */
export function toLicenceLines(page: LicenceList, now: number): string[] {
  if (page.items.length === 0)
    return ['No licences: `sahara buy` buys some, and owners grant some.']
  return [
    ...toTable(
      [
        { title: 'ASSET' },
        { title: 'HOW' },
        { title: 'RIGHTS' },
        { title: 'TITLE', grow: true },
      ],
      page.items.flatMap(({ assetId, title, shared, ...own }) =>
        [
          ...toRows(own, '', now),
          ...(shared ? toRows(shared, ` of @${shared.handle}`, now) : []),
        ].map(([how, rights]) => [
          toShortId(assetId),
          how,
          rights,
          clean(title),
        ]),
      ),
    ),
    ...toMore(page.nextCursor),
  ]
}

/** What `sahara holders` shows, at a time as above. */
export function toHolderLines(page: HolderList, now: number): string[] {
  if (page.items.length === 0) return ['Nobody but its owner may use it yet.']
  return [
    ...toTable(
      [{ title: 'WHO' }, { title: 'HOW' }, { title: 'RIGHTS', grow: true }],
      page.items.flatMap(({ account, id, ...access }) =>
        toRows(access, '', now).map(([how, rights]) => [
          id ? `@${id.handle}, all its accounts` : account,
          how,
          rights,
        ]),
      ),
    ),
    ...toMore(page.nextCursor),
  ]
}

/** How it came to be held, and what it is. */
function toRows(
  { sold, granted }: Access,
  by: string,
  now: number,
): [string, string][] {
  return (
    [
      ['bought', sold],
      ['granted', granted],
    ] as const
  ).flatMap(([how, expiries]) =>
    Object.keys(expiries).length === 0
      ? []
      : [[`${how}${by}`, toRightsText(expiries, now)]],
  )
}

/** Rights that end together are named together. */
export function toRightsText(expiries: Expiries, now: number): string {
  const byEnd = new Map<string, string[]>()
  for (const [right, end] of Object.entries(expiries)) {
    const when =
      end === null
        ? ''
        : end <= now
          ? ` (over since ${toDay(end)})`
          : ` until ${toDay(end)}`
    byEnd.set(when, [...(byEnd.get(when) ?? []), right])
  }
  return [...byEnd].map(([when, list]) => list.join(', ') + when).join('; ')
}

function toMore(nextCursor: string | null): string[] {
  return nextCursor
    ? ['', dim(`More: the same with --cursor ${nextCursor}`)]
    : []
}
