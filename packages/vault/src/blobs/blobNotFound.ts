import { SaharaError } from '@sahara/protocol'

/** The error of a block that a store does not have. */
export function blobNotFound(
  cid: string,
  cause?: unknown,
  details?: Record<string, number>,
): SaharaError {
  return new SaharaError('The store does not have this blob.', {
    code: 'BLOB_NOT_FOUND',
    hint: 'Ask another node, or wait until one that has it is back.',
    details: { cid: cid.slice(0, 200), ...details },
    retryable: true,
    cause,
  })
}
