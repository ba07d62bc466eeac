import { SaharaError } from '@sahara/protocol'

/**
 * A whole number from 1.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new SaharaError(`${text} is no whole number from 1.`, {
    code: 'INPUT_INVALID',
    hint: 'Write digits only.',
  })
}
