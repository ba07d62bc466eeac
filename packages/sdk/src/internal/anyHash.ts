import { bytesToHex, type Hex } from 'viem'

/** 32 random bytes, where a hash is not known yet but any would do. */
export function anyHash(): Hex {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
}
