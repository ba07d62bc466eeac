import { type ErrorCode, SaharaError } from '@sahara/protocol'

/** The codes of what a node answered and cannot prove. */
type LightCode = Extract<ErrorCode, `LIGHT_${string}`>

const ask =
  'Trust nothing this node says; ask another one, and compare where the genesis file came from.'

/** Says that something a node answered does not hold. */
export function lightError(
  code: LightCode,
  message: string,
  options: { hint?: string; cause?: unknown } = {},
): SaharaError {
  return new SaharaError(message, {
    code,
    hint: options.hint ?? ask,
    cause: options.cause,
  })
}
