import { type Right, SaharaError } from '@sahara/protocol'
import type { Address } from 'viem'
import { parseAddress } from './parseAddress.ts'
import { parseAmount } from './parseAmount.ts'
import { parseCount } from './parseCount.ts'
import { parseHours } from './parseHours.ts'
import { parsePercent } from './parsePercent.ts'
import { parseRights } from './parseRights.ts'

/** An offer as its words say it. */
export type ParsedOffer = {
  rights: Right[]
  priceWei: bigint
  /** 0 = perpetual. */
  durationHours: number
  /** Basis points. */
  royalty: number
  /** 0 = without a cap. */
  maxSales: number
  /** How long a payment can be refunded; 0 = not. */
  refundHours: number
  /** Who decides who may buy; undefined: everyone may. */
  policy: Address | undefined
}

/** How an offer is written, for help and hints. */
export const offerForm =
  'RIGHTS PRICE [for DURATION] [royalty PERCENT] [limit SALES] [refund DURATION] [policy ADDRESS]'

/**
 * An offer, from words such as `download 5`, `compute 2 for 30d` or
 * `download,derive 20 royalty 10% limit 100 refund 2d`.
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
    refundHours: 0,
    policy: undefined,
  }
  const seen = new Set<string>()
  for (let index = 0; index < rest.length; index += 2) {
    const [word = '', value = ''] = rest.slice(index, index + 2)
    if (seen.has(word)) throw malformed(text)
    seen.add(word)
    if (word === 'for') offer.durationHours = parseHours(value)
    else if (word === 'royalty') offer.royalty = parsePercent(value)
    else if (word === 'limit') offer.maxSales = parseCount(value)
    else if (word === 'refund') offer.refundHours = parseRefund(value)
    else if (word === 'policy') offer.policy = parseAddress(value)
    else throw malformed(text)
  }
  return offer
}

/** The longest refund window, 30 days, as the contracts have it. */
const maxRefundHours = 720

function parseRefund(value: string): number {
  const hours = parseHours(value)
  if (hours <= maxRefundHours) return hours
  throw new SaharaError('A refund window is too long.', {
    code: 'INPUT_INVALID',
    hint: `It is ${maxRefundHours} hours at most.`,
  })
}

function malformed(text: string): SaharaError {
  return new SaharaError(`"${text}" is no offer.`, {
    code: 'INPUT_INVALID',
    hint: `Write it as "${offerForm}", for example "download,derive 20 royalty 10%".`,
  })
}
