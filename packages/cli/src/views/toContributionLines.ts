import type { ContributionPage } from '@sahara/protocol/api'
import { clean } from '../terminal/clean.ts'
import { dim } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import { toDay, toShortId } from '../terminal/words.ts'

/** What `sahara contribution list` shows. */
export function toContributionLines(page: ContributionPage): string[] {
  if (page.items.length === 0) return ['No contributions are attested.']
  return [
    ...toTable(
      [
        { title: 'ASSET' },
        { title: 'VERSION', align: 'right' },
        { title: 'WHO' },
        { title: 'ROLE' },
        { title: 'ATTESTED' },
        { title: 'ACCEPTED' },
        { title: 'TITLE', grow: true },
      ],
      page.items.map((one) => [
        toShortId(one.assetId),
        String(one.version),
        one.handle,
        clean(one.role),
        toDay(one.attestedAt),
        one.acceptedAt === null ? 'not yet' : toDay(one.acceptedAt),
        clean(one.title),
      ]),
    ),
    ...(page.nextCursor
      ? ['', dim(`More: the same with --cursor ${page.nextCursor}`)]
      : []),
  ]
}
