import type { Policy, PolicyMemberPage } from '@sahara/protocol/api'
import { wrap } from '../terminal/fit.ts'
import { dim, terminalWidth } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import { toCount, toDay } from '../terminal/words.ts'

/** What `sahara policy show` shows. */
export function toPolicyLines(policy: Policy): string[] {
  const { owner, members, text } = policy
  return [
    `policy ${policy.policy}`,
    ...wrap(`Who buys: ${text}.`, terminalWidth()),
    ...(owner === null || members === null
      ? []
      : [
          `${toCount(members, 'account')} on the list, which ${owner} keeps.`,
          dim('`sahara policy members` shows them.'),
        ]),
  ]
}

/** What `sahara policy members` shows. */
export function toMemberLines(page: PolicyMemberPage): string[] {
  if (page.items.length === 0)
    return ['Nobody is on the list: `sahara policy add` takes someone on.']
  return [
    ...toTable(
      [{ title: 'ACCOUNT' }, { title: 'SINCE' }],
      page.items.map(({ account, since }) => [account, toDay(since)]),
    ),
    ...(page.nextCursor
      ? ['', dim(`More: the same with --cursor ${page.nextCursor}`)]
      : []),
  ]
}
