import * as dagPb from '@ipld/dag-pb'
import { SaharaError } from '@sahara/protocol'
import type { CID } from 'multiformats/cid'
import { dagPbCode, isBlobCid } from './parseCid.ts'

/**
 * The blocks directly below a block, in the order of the file.
 *
 * @throws {SaharaError} `BLOB_INVALID`
 */
export function linksOf(cid: CID, block: Uint8Array): CID[] {
  if (cid.code !== dagPbCode) return []
  let links: CID[]
  try {
    links = dagPb.decode(block).Links.map((link) => link.Hash as CID)
  } catch (cause) {
    throw malformedNode(cid, cause)
  }
  if (!links.every(isBlobCid)) throw malformedNode(cid)
  return links
}

function malformedNode(cid: CID, cause?: unknown): SaharaError {
  return new SaharaError('A block above the data is malformed.', {
    code: 'BLOB_INVALID',
    hint: 'This is not a file that Sahara wrote.',
    details: { cid: cid.toString() },
    cause,
  })
}
