import type { VaultCrypto } from '../age/VaultCrypto.ts'
import { toHex } from './toHex.ts'

/** Measures what flows through. */
export type Meter = {
  /** Passes bytes on and takes their measure. */
  through: (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>
  /** How many bytes came through, and their SHA-256 in hex; to be read once. */
  read: () => { size: number; sha256: string }
}

/** Measures one stream of bytes. */
export function createMeter(crypto: VaultCrypto): Meter {
  const hash = crypto.createSha256()
  let size = 0
  return {
    through: async function* (source) {
      for await (const part of source) {
        size += part.length
        hash.update(part)
        yield part
      }
    },
    read: () => ({ size, sha256: toHex(hash.digest()) }),
  }
}
