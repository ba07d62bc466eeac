import { SaharaError } from '@sahara/protocol'

/**
 * A rate in basis points, from `10%` or `2.5%`.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parsePercent(text: string): number {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?%$/.exec(text)
  const [, whole = '', part = ''] = match ?? []
  const basisPoints = Number(whole) * 100 + Number(part.padEnd(2, '0'))
  if (match && basisPoints <= 10_000) return basisPoints
  throw new SaharaError(`${text} is no percentage.`, {
    code: 'INPUT_INVALID',
    hint: 'Write it like 10% or 2.5%.',
  })
}
