import { SaharaError } from '@sahara/protocol'
import { clean } from '../terminal/clean.ts'
import { parseAmount } from './parseAmount.ts'

/**
 * An amount of SAHARA that moves, in wei: never 0.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseMoney(text: string): bigint {
  const amountWei = parseAmount(text)
  if (amountWei > 0n) return amountWei
  throw new SaharaError(`${clean(text)} is no money.`, {
    code: 'INPUT_INVALID',
    hint: 'Give an amount above 0, like 2.5.',
  })
}
