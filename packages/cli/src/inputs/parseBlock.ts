import { SaharaError } from '@sahara/protocol'

/**
 * The number of a block.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseBlock(text: string): bigint {
  if (/^(?:0|[1-9]\d{0,17})$/.test(text)) return BigInt(text)
  throw new SaharaError(`${text} is no number of a block.`, {
    code: 'INPUT_INVALID',
    hint: 'Write digits only.',
  })
}
