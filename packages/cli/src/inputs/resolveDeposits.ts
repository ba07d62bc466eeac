import { SaharaError } from '@sahara/protocol'
import type { Deposit } from '@sahara/sdk'
import { clean } from '../terminal/clean.ts'

/**
 * The deposits that are meant by their ids, or by the first digits of these.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function resolveDeposits(
  deposits: readonly Deposit[],
  texts: readonly string[],
): Deposit[] {
  return texts.map((text) => {
    const lower = text.toLowerCase()
    const found = /^0x[0-9a-f]{4,64}$/.test(lower)
      ? deposits.filter(({ id }) => id.startsWith(lower))
      : []
    const [first, second] = found
    if (first && !second) return first
    throw new SaharaError(
      second
        ? `Several deposits begin with ${clean(lower)}.`
        : `No deposit of this account begins with ${clean(lower)}.`,
      {
        code: 'INPUT_INVALID',
        hint: second
          ? `Give more digits: ${found.map(({ id }) => id).join(' ')}`
          : 'Give an id as `sahara escrow list` shows it.',
      },
    )
  })
}
