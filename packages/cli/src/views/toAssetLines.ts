import { saharaBlockSchema } from '@sahara/protocol'
import type { Asset } from '@sahara/protocol/api'
import { clean } from '../terminal/clean.ts'
import { wrap } from '../terminal/fit.ts'
import { bold, dim, terminalWidth } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import {
  toAmount,
  toCount,
  toDay,
  toPercent,
  toShortId,
  toSize,
} from '../terminal/words.ts'
import { toOfferTable, toPolicyNotes } from './toOfferTable.ts'

/** What `sahara show` shows. */
export function toAssetLines(asset: Asset): string[] {
  return [
    bold(clean(asset.title)),
    ...(asset.description === ''
      ? []
      : wrap(clean(asset.description), terminalWidth())),
    '',
    ...toFacts(asset),
    '',
    ...toOffers(asset),
    '',
    ...toIncome(asset),
  ]
}

function toFacts(asset: Asset): string[] {
  const { data } = saharaBlockSchema.safeParse(asset.metadata?.sahara)
  const facts: [string, string][] = [
    ['id', asset.assetId],
    ['kind', `${asset.kind}, ${asset.status}`],
    ['owner', asset.owner],
    ...(asset.publisher === asset.owner
      ? []
      : ([['publisher', asset.publisher]] satisfies [string, string][])),
    ['published', toDay(asset.publishedAt)],
    ...(asset.jobId === null
      ? []
      : ([['lineage', `proven by job ${asset.jobId}`]] satisfies [
          string,
          string,
        ][])),
    ['version', toVersions(asset)],
    ['licence', clean(asset.license ?? 'not named')],
    ['keywords', asset.keywords.map(clean).join(', ') || 'none'],
  ]
  if (data) {
    const { files, size, threshold, keyShares } = data
    facts.push(
      ['content', `${toCount(files, 'file')}, ${toSize(size)}`],
      ['key', `any ${threshold} of ${toCount(keyShares.length, 'keeper')}`],
    )
  } else facts.push(['content', 'the node does not have its metadata yet'])
  return facts.map(([name, value]) => `  ${name.padEnd(10)} ${value}`)
}

function toVersions({ version, versions }: Asset): string {
  const newest = versions.at(-1)
  const day = newest && version > 1 ? `, of ${toDay(newest.publishedAt)}` : ''
  const fault = newest?.shreddedAt
    ? ': ITS KEY IS SHREDDED, nobody new can open it'
    : newest?.keyFaulty
      ? ': ITS KEY IS BAD'
      : ''
  return `${version}${day}${fault}`
}

function toOffers(asset: Asset): string[] {
  if (asset.offers.length === 0) return ['No offers: it is not sold.']
  return [
    ...toOfferTable(asset.offers),
    ...toPolicyNotes(asset.offers, terminalWidth()),
    '',
    dim(`Buy one: sahara buy ${toShortId(asset.assetId)}/OFFER`),
  ]
}

function toHeld({ held, refunded }: Asset['totals']): string[] {
  return [
    ...(BigInt(held) > 0n
      ? [`${toAmount(held)} more are held, and may still be refunded.`]
      : []),
    ...(BigInt(refunded) > 0n ? [`${toAmount(refunded)} went back.`] : []),
  ]
}

function toIncome({ sales, totals, shares }: Asset): string[] {
  return [
    `${toCount(sales, 'licence')} sold. Paid: ${toAmount(totals.paid)}, of which ${toAmount(totals.fees)} in fees.`,
    ...toHeld(totals),
    '',
    ...toTable(
      [{ title: 'REVENUE SHARES', align: 'right' }, { title: 'HELD BY' }],
      shares.map((held) => [toPercent(held.shares), held.account]),
    ),
  ]
}
