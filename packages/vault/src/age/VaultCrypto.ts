/**
 * The primitives that carry every byte. The portable ones work everywhere;
 * `@sahara/vault/node` has faster ones.
 */
export type VaultCrypto = {
  /** ChaCha20-Poly1305: ciphertext and 16 bytes of tag. */
  seal: (
    key: Uint8Array,
    nonce: Uint8Array,
    plaintext: Uint8Array,
  ) => Uint8Array
  /** The plaintext, or an exception when the tag is wrong. */
  open: (
    key: Uint8Array,
    nonce: Uint8Array,
    ciphertext: Uint8Array,
  ) => Uint8Array
  createSha256: () => Sha256
}

/** A hash that takes bytes as they come. */
export type Sha256 = {
  update: (bytes: Uint8Array) => void
  digest: () => Uint8Array
}
