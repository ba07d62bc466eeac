import { SaharaError } from '@sahara/protocol'

/** The error of a manifest, or of a list of files, that cannot be used. */
export function manifestInvalid(
  message: string,
  details: Record<string, string | number> = {},
  cause?: unknown,
): SaharaError {
  return new SaharaError(message, {
    code: 'MANIFEST_INVALID',
    hint: 'See specs/manifest.md for what a manifest may hold.',
    details,
    cause,
  })
}
