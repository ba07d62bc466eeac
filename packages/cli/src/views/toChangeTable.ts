import { contractNameOf, settingUnits } from '@sahara/protocol'
import type { Change, ChangePage } from '@sahara/protocol/api'
import { clean } from '../terminal/clean.ts'
import { dim } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import {
  toAmount,
  toShortAddress,
  toShortId,
  toTime,
  toUnit,
} from '../terminal/words.ts'

/** What `sahara vote history` shows. */
export function toChangeTable(page: ChangePage): string[] {
  if (page.items.length === 0) return ['Nothing was changed.']
  return [
    ...toTable(
      [{ title: 'WHEN' }, { title: 'PROPOSAL' }, { title: 'WHAT', grow: true }],
      page.items.map((one) => [
        toTime(one.at),
        one.proposalId === null ? '' : toShortId(one.proposalId),
        toWhat(one),
      ]),
    ),
    ...(page.nextCursor
      ? ['', dim(`More: the same with --cursor ${page.nextCursor}`)]
      : []),
  ]
}

function toWhat({ type, subject, before, after }: Change): string {
  const name = clean(subject ?? '')
  const fromTo = (show: (value: string) => string) =>
    [before, after]
      .flatMap((one) => (one === null ? [] : [show(one)]))
      .join(' → ')
  switch (type) {
    case 'parameter':
      return `${name}: ${fromTo((value) => toSetting(name, value))}`
    case 'payment':
      return `paid ${toAmount(after ?? 0n)} to ${toShortAddress(name)}`
    case 'validator':
      return `validator ${toShortAddress(name)}: ${fromTo((value) => `${value} votes`)}`
    case 'upgrade':
      return `new code of ${contractNameOf(name) ?? name}: ${fromTo(toShortAddress)}`
    case 'suspension':
      return `stopped the sales of ${toShortId(name)}`
    case 'resumption':
      return `let ${toShortId(name)} be sold again`
    case 'pause':
      return `guardian: paused until ${toTime(Number(after))}`
    case 'unpause':
      return 'guardian: the pause ended'
    case 'veto':
      return 'guardian: vetoed'
  }
}

function toSetting(name: string, value: string): string {
  const unit = Object.entries(settingUnits).find(([key]) => key === name)?.[1]
  return unit ? toUnit(BigInt(value), unit) : value
}
