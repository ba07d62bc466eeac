/** Blocks by CID, from anywhere. What is returned has been verified. */
export type BlobReader = {
  has: (cid: string, options?: BlobOptions) => Promise<boolean>
  /**
   * The block's bytes.
   *
   * @throws {SaharaError} `BLOB_NOT_FOUND`, `BLOB_INVALID`
   */
  get: (cid: string, options?: BlobOptions) => Promise<Uint8Array>
}

/**
 * Blocks by CID (CIDv1, sha2-256, raw or dag-pb, base32), kept. A file is the
 * tree of blocks under its root; the root is always stored last.
 */
export type BlobStore = BlobReader & {
  /**
   * Keeps a block once it was verified.
   *
   * @throws {SaharaError} `BLOB_INVALID`, `BLOB_TOO_LARGE`
   */
  put: (cid: string, block: Uint8Array) => Promise<void>
  delete: (cid: string) => Promise<void>
  list: () => AsyncIterable<string>
}

/** What every question to a store takes. */
export type BlobOptions = { signal?: AbortSignal | undefined }

/** A stream of bytes, or the bytes. */
export type ByteSource =
  | Uint8Array
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>
