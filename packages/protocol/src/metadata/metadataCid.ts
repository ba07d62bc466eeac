import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { create } from 'multiformats/hashes/digest'
import { bytesToHex, type Hex, hexToBytes } from 'viem'

const sha256Code = 0x12

/** The CID of a metadata document, from its digest on chain. */
export function metadataCidOf(digest: Hex): string {
  return CID.createV1(
    raw.code,
    create(sha256Code, hexToBytes(digest)),
  ).toString()
}

/** The digest that goes on chain, from the CID of a metadata document. */
export function metadataDigestOf(cid: string): Hex {
  return bytesToHex(CID.parse(cid).multihash.digest)
}
