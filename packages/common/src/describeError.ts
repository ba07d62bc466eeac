import { SaharaError } from '@sahara/protocol'

/** The error as one line for people, or its stack when it is a fault of ours. */
export function describeError(error: unknown): string {
  if (SaharaError.isInstance(error))
    return [`${error.code}: ${error.message}`, error.hint]
      .filter((part) => part !== undefined)
      .join(' ')
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
