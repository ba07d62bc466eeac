import { type Right, SaharaError } from '@sahara/protocol'
import { parseAmount } from './parseAmount.ts'
import { parseCount } from './parseCount.ts'
import { parseHours } from './parseHours.ts'
import { parsePercent } from './parsePercent.ts'
import { parseRights } from './parseRights.ts'

export type ParsedOffer = {
  rights: Right[]
  priceWei: bigint
  /** 0 = perpetual. */
  durationHours: number
  /** Basis points. */
  royalty: number
  /** 0 = without a cap. */
  maxSales: number
}

/** How an offer is written, for help and hints. */
export const offerForm =
  'RIGHTS PRICE [for DURATION] [royalty PERCENT] [limit SALES]'

/**
 * An offer, from words such as `download 5`, `compute 2 for 30d` or
 * `download,derive 20 royalty 10% limit 100`.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseOffer(text: string): ParsedOffer {
  const [rights = '', price = '', ...rest] = text.trim().split(/\s+/)
  const offer: ParsedOffer = {
    rights: parseRights(rights),
    priceWei: parseAmount(price),
    durationHours: 0,
    royalty: 0,
    maxSales: 0,
  }
  const seen = new Set<string>()
  for (let index = 0; index < rest.length; index += 2) {
    const [word = '', value = ''] = rest.slice(index, index + 2)
    if (seen.has(word)) throw malformed(text)
    seen.add(word)
    if (word === 'for') offer.durationHours = parseHours(value)
    else if (word === 'royalty') offer.royalty = parsePercent(value)
    else if (word === 'limit') offer.maxSales = parseCount(value)
    else throw malformed(text)
  }
  return offer
}

function malformed(text: string): SaharaError {
  return new SaharaError(`"${text}" is no offer.`, {
    code: 'INPUT_INVALID',
    hint: `Write it as "${offerForm}", for example "download,derive 20 royalty 10%".`,
  })
}
