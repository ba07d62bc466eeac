import { SaharaError } from '@sahara/protocol'
import type { Hex } from 'viem'
import { clean } from '../terminal/clean.ts'
import { isId } from './resolveAsset.ts'

/**
 * The id that a program gives its purchase.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parsePurchaseId(text: string): Hex {
  const lower = text.toLowerCase()
  if (isId(lower)) return lower
  throw new SaharaError(`${clean(text)} is no purchase id.`, {
    code: 'INPUT_INVALID',
    hint: 'Give 32 bytes in hex, such as 0x and `openssl rand -hex 32`.',
  })
}
