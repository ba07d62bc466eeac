import type { ErrorCode } from './errorCodes.ts'

/** What an error says beside its message. */
export type SaharaErrorOptions = {
  code: ErrorCode
  /** What the reader can do about it, in one sentence. */
  hint?: string | undefined
  /** Values that explain the failure; never secrets. */
  details?: Record<string, bigint | number | string | boolean> | undefined
  /** True when the same call may succeed later and repeating it is safe. */
  retryable?: boolean | undefined
  cause?: unknown
}

/** What crosses a process boundary: amounts as decimal strings. */
export type SerializedSaharaError = {
  name: 'SaharaError'
  code: ErrorCode
  message: string
  hint?: string
  retryable: boolean
  details: Record<string, number | string | boolean>
}

const brand = Symbol.for('sahara.error')

/**
 * The one error class of Sahara: `code` is for programs, `message` and `hint`
 * are for people.
 */
export class SaharaError extends Error {
  readonly [brand] = true
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly details: Record<string, bigint | number | string | boolean>
  readonly retryable: boolean

  constructor(message: string, options: SaharaErrorOptions) {
    super(message, { cause: options.cause })
    this.name = 'SaharaError'
    this.code = options.code
    this.hint = options.hint
    this.details = options.details ?? {}
    this.retryable = options.retryable ?? false
  }

  toJSON(): SerializedSaharaError {
    return {
      name: 'SaharaError',
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      retryable: this.retryable,
      details: Object.fromEntries(
        Object.entries(this.details).map(([key, value]) => [
          key,
          typeof value === 'bigint' ? value.toString() : value,
        ]),
      ),
    }
  }

  /** Works across copies of the package, where `instanceof` does not. */
  static isInstance(value: unknown): value is SaharaError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
