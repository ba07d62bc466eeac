import { SaharaError } from '@sahara/protocol'
import { CID } from 'multiformats/cid'

const sha256Code = 0x12
/** No hash in use makes a longer one; reading base58 takes quadratic time. */
export const maxCidLength = 200

/** Codecs of the blocks of a file: raw bytes, and dag-pb above them. */
const rawCode = 0x55
/** Inner nodes of the tree of a file. */
export const dagPbCode = 0x70

/**
 * Reads a CID of the one form blobs have: CIDv1, sha2-256, raw or dag-pb,
 * base32. One block then has one name.
 *
 * @throws {SaharaError} `BLOB_INVALID`
 */
export function parseCid(cid: string): CID {
  if (cid.length > maxCidLength) throw invalid(cid)
  let parsed: CID
  try {
    parsed = CID.parse(cid)
  } catch (cause) {
    throw invalid(cid, cause)
  }
  if (!isBlobCid(parsed) || parsed.toString() !== cid) throw invalid(cid)
  return parsed
}

/** True for the CIDs that blobs have. */
export function isBlobCid(cid: CID): boolean {
  return (
    cid.version === 1 &&
    (cid.code === rawCode || cid.code === dagPbCode) &&
    cid.multihash.code === sha256Code &&
    cid.multihash.digest.length === 32
  )
}

function invalid(cid: string, cause?: unknown): SaharaError {
  return new SaharaError('This is not the CID of a blob.', {
    code: 'BLOB_INVALID',
    hint: 'Blobs are named by CIDv1, sha2-256, raw or dag-pb, in base32.',
    details: { cid: cid.slice(0, maxCidLength) },
    cause,
  })
}
