import { SaharaError } from '@sahara/protocol'
import type { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { equalBytes } from '../internal/equalBytes.ts'

/** The largest block that is read or stored: what IPFS peers accept. */
export const maxBlockBytes = 2 * 1024 * 1024

/**
 * Checks that a block hashes to its CID.
 *
 * @throws {SaharaError} `BLOB_INVALID`, `BLOB_TOO_LARGE`
 */
export async function verifyBlock(cid: CID, block: Uint8Array): Promise<void> {
  if (block.length > maxBlockBytes) throw blockTooLarge(cid.toString())
  const { digest } = await sha256.digest(block)
  if (!equalBytes(digest, cid.multihash.digest))
    throw new SaharaError('The block does not hash to its CID.', {
      code: 'BLOB_INVALID',
      hint: 'Fetch it from another peer.',
      details: { cid: cid.toString() },
    })
}

/** The error of a block above `maxBlockBytes`. */
export function blockTooLarge(cid: string): SaharaError {
  return new SaharaError('The block is too large.', {
    code: 'BLOB_TOO_LARGE',
    hint: 'Blocks hold at most 2 MiB.',
    details: { cid, maxBlockBytes },
  })
}
