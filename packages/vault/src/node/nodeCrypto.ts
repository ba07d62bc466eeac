import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import type { VaultCrypto } from '../age/VaultCrypto.ts'

const cipher = 'chacha20-poly1305'
const tagBytes = 16

/** OpenSSL, through Node. */
export const nodeCrypto: VaultCrypto = {
  seal: (key, nonce, plaintext) => {
    const seal = createCipheriv(cipher, key, nonce, {
      authTagLength: tagBytes,
    })
    const sealed = new Uint8Array(plaintext.length + tagBytes)
    sealed.set(seal.update(plaintext))
    seal.final()
    sealed.set(seal.getAuthTag(), plaintext.length)
    return sealed
  },
  open: (key, nonce, ciphertext) => {
    const length = ciphertext.length - tagBytes
    const open = createDecipheriv(cipher, key, nonce, {
      authTagLength: tagBytes,
    })
    open.setAuthTag(ciphertext.subarray(length))
    const plaintext = open.update(ciphertext.subarray(0, length))
    open.final()
    return new Uint8Array(
      plaintext.buffer,
      plaintext.byteOffset,
      plaintext.length,
    )
  },
  createSha256: () => {
    const hash = createHash('sha256')
    return {
      update: (bytes) => void hash.update(bytes),
      digest: () => new Uint8Array(hash.digest()),
    }
  },
}
