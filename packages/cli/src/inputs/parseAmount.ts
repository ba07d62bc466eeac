import { SaharaError } from '@sahara/protocol'
import { parseEther } from 'viem'

/**
 * An amount of SAHARA in wei, from `2.5` or `free`.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseAmount(text: string): bigint {
  if (text === 'free') return 0n
  if (/^\d{1,20}(\.\d{1,18})?$/.test(text)) return parseEther(text)
  throw new SaharaError(`${text} is no amount of SAHARA.`, {
    code: 'INPUT_INVALID',
    hint: 'Write it like 2.5, or free.',
  })
}
