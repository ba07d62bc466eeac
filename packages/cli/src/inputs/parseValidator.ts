import { SaharaError } from '@sahara/protocol'
import type { NamedCall } from '@sahara/sdk'

/** What `--validator` takes. */
export const validatorForm = 'KEY=VOTES'

/**
 * Gives a validator votes: its key as `chain status` shows it, two numbers of
 * 32 bytes with a colon between, and how many.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseValidator(text: string): NamedCall {
  const [, x, y, votes] =
    /^(0x[0-9a-f]{64}):(0x[0-9a-f]{64})=([1-9]\d{0,12})$/i.exec(text) ?? []
  if (!x || !y || !votes)
    throw new SaharaError(`${text} names no validator.`, {
      code: 'INPUT_INVALID',
      hint: `Write it as ${validatorForm}: the key is what \`sahara chain status\` shows, the votes a whole number from 1.`,
    })
  return { type: 'validator', x: BigInt(x), y: BigInt(y), power: BigInt(votes) }
}
