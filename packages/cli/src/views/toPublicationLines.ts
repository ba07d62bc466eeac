import type { Kind } from '@sahara/protocol'
import { formatEther } from 'viem'
import type { Contributor } from '../inputs/parseContributors.ts'
import type { ParsedOffer } from '../inputs/parseOffer.ts'
import type { ResolvedParent } from '../inputs/resolveParent.ts'
import { terminalWidth } from '../terminal/style.ts'
import {
  toAmount,
  toCount,
  toPercent,
  toShortId,
  toSize,
} from '../terminal/words.ts'
import { toOfferTable, toPolicyNotes } from './toOfferTable.ts'

/** What is about to be published, for people who are asked. */
export type Publication = {
  name: string
  kind: Kind
  terms: string
  files: readonly { size: number }[]
  parents: readonly ResolvedParent[]
  contributors: readonly Contributor[]
  offers: readonly (ParsedOffer & { policyText: string | null })[]
  bondWei: bigint
  gasWei: bigint
}

/** What `sahara publish` is about to do. */
export function toPublicationLines(publication: Publication): string[] {
  const { name, kind, files, terms, parents, contributors } = publication
  const size = files.reduce((sum, file) => sum + file.size, 0)
  const offers = publication.offers.map((offer, index) => ({
    ...offer,
    ...{ index, price: offer.priceWei },
  }))
  const firstLine = terms.split('\n', 1)[0] ?? ''
  return [
    `${name}: a ${kind} of ${toCount(files.length, 'file')}, ${toSize(size)}, under ${firstLine}`,
    ...parents.map(
      ({ title, assetId, relation, royalty }) =>
        `${relation.toLowerCase().replaceAll('_', ' ')} ${title} (${toShortId(assetId)}), which gets ${toPercent(royalty)} of its income`,
    ),
    ...(contributors.length > 1
      ? contributors.map(
          ({ account, shares }) =>
            `${toPercent(shares)} of the rest is ${account}'s`,
        )
      : []),
    '',
    ...(offers.length > 0
      ? [...toOfferTable(offers), ...toPolicyNotes(offers, terminalWidth())]
      : ['No offers: it is not sold until `sahara offer add`.']),
    '',
    `Bond: ${toAmount(publication.bondWei)}, put aside until some days after you retire it.`,
    `Gas: at most ${formatEther(publication.gasWei)} of the native coin.`,
  ]
}
