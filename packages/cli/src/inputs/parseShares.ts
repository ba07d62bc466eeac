import { SaharaError } from '@sahara/protocol'

/**
 * A number of an asset's 10,000 revenue shares.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseShares(text: string): number {
  const shares = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0
  if (shares >= 1 && shares <= 10_000) return shares
  throw new SaharaError(`${text} is no number of shares.`, {
    code: 'INPUT_INVALID',
    hint: 'An asset has 10,000.',
  })
}
