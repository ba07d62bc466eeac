import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { VaultCrypto } from './VaultCrypto.ts'

/** Audited JavaScript, for browsers. */
export const portableCrypto: VaultCrypto = {
  seal: (key, nonce, plaintext) =>
    chacha20poly1305(key, nonce).encrypt(plaintext),
  open: (key, nonce, ciphertext) =>
    chacha20poly1305(key, nonce).decrypt(ciphertext),
  createSha256: () => {
    const hash = sha256.create()
    return {
      update: (bytes) => void hash.update(bytes),
      digest: () => hash.digest(),
    }
  },
}
